/** What a person reads about something that is not in order on the disk, by the reason that the worker gives. */
export function describeWarning(reason: string): string {
  return SENTENCES[reason] ?? reason;
}

const SENTENCES: Readonly<Record<string, string>> = {
  vanished: 'is not there: connect its disk, or choose another folder with "earshot cache adopt"',
  'not-a-folder': 'is no folder of a model',
  'not-a-repository': 'is no folder of a model',
  'no-snapshots': 'holds no version of its model',
  'refs-not-a-folder': 'should be a folder',
  'file-in-snapshots': 'does not belong there',
  'broken-link': 'has lost its content: "earshot models repair" fetches it again',
  'ref-without-snapshot': 'names a version that is not there',
  'link-outside': 'lies outside of this folder, and is neither counted nor deleted',
  unreadable: 'cannot be read',
};
