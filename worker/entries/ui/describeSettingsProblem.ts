import type { SettingsProblem } from '../../settings/settingsStore.ts';

/** What a person reads when the settings in use are not those of the file; told once, since the file is replaced. */
export function describeSettingsProblem({ unreadable, savedAs }: SettingsProblem): string {
  const kept =
    savedAs === null ? 'The file was left as it is.' : `The file as it was is kept as “${savedAs}”.`;
  return `earshot: ${describeLoss(unreadable)}\n  ${kept}`;
}

function describeLoss(unreadable: readonly string[]): string {
  if (unreadable.includes('file')) return 'The settings cannot be read: the defaults are used';
  const names = unreadable.filter((name) => name !== 'version');
  const cause = unreadable.includes('version')
    ? 'The settings are of another version of Earshot'
    : 'Some settings cannot be read';
  return names.length === 0
    ? `${cause}: what is not known here was left out`
    : `${cause}: ${names.join(', ')} ${names.length === 1 ? 'has its default' : 'have their defaults'}`;
}
