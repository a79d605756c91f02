export const enLibrary = {
  title: 'Library',
  addFiles: 'Add recordings',
  search: 'Search all meetings',
  clearSearch: 'Clear the search',
  results: (count: number, query: string) =>
    count === 0
      ? `Nothing found for “${query}”`
      : `${count === 1 ? '1 place' : `${count} places`} with “${query}”`,
  noResultsText: 'Try fewer words, or the beginning of a word.',
  emptyTitle: 'Drop a recording here',
  emptyText: 'Sound or video, any common format. It is transcribed on this computer and never sent anywhere.',
  trySample: 'Try the sample',
  columns: { title: 'Meeting', date: 'Date', length: 'Length', state: 'State', actions: 'Actions' },
  states: { complete: 'Transcribed', partial: 'Unfinished', empty: 'No words yet' },
  rename: (title: string) => `Rename ${title}`,
  remove: (title: string) => `Delete ${title}`,
  newTitle: 'Title of the meeting',
  removed: (title: string) => `“${title}” was deleted.`,
  undo: 'Undo',
  dropNow: 'Drop to transcribe',
  loading: 'Opening the library…',
} as const;
