export const enShortcuts = {
  title: 'Keyboard shortcuts',
  close: 'Close',
  list: [
    { keys: ['Tab', 'Shift + Tab'], what: 'Next or previous control' },
    { keys: ['Enter'], what: 'Open a meeting, press a button' },
    { keys: ['Space'], what: 'Select a meeting, press a button' },
    { keys: ['/'], what: 'Search all meetings, in the library' },
    { keys: ['Esc'], what: 'Clear the search, close a dialog' },
    { keys: ['↑', '↓'], what: 'Move a recording in the queue, on its handle' },
    { keys: ['Ctrl + Z'], what: 'Undo a deletion, in the library' },
  ],
  singleKeysOff: 'Keys of one letter, digit or sign are turned off in the settings.',
  inTranscripts: 'A transcript has more: press ? there, or choose “Keyboard shortcuts”.',
} as const;
