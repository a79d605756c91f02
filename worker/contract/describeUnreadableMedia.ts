import type { ErrorDetails } from './errors.ts';

/** What a recording is that cannot be read, by the reason that reading media gives. */
export function describeUnreadableMedia({ reason }: ErrorDetails): string {
  switch (reason) {
    case 'directory':
      return 'is a folder, not a file';
    case 'not-a-file':
      return 'is not an ordinary file';
    case 'empty':
      return 'is empty';
    case 'unsupported':
      return 'is of a kind that Earshot does not open';
    case 'undecodable':
      return 'has sound that cannot be decoded; it may be damaged or copy-protected';
    case 'read-failed':
      return 'could not be read from the disk';
    default:
      return 'is not a sound or video file, or is damaged';
  }
}
