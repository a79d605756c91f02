/** Every sentence that main shows, but those of error codes. */
export const strings = {
  startFailed: 'Earshot could not start',

  transcriptReady: 'The transcript is ready',
  transcriptFailed: 'A recording was not transcribed',
  modelReady: 'The model is ready',
  modelFailed: 'A model was not downloaded',

  openRecordingsTitle: 'Open recordings',
  recordings: 'Audio and video',
  allFiles: 'All files',
  chooseFolderTitle: 'Choose a folder',

  gaveUpTitle: 'Part of Earshot keeps stopping',
  gaveUpText:
    'The part of Earshot that does the work stopped five times within ten minutes, so it is not started again by itself. Everything transcribed so far is kept.',
  startAgain: 'Start again',
  showLog: 'Show the log',
  quit: 'Quit',

  pageGoneTitle: 'The window stopped working',
  pageGoneText: 'What Earshot shows stopped twice in a row. The work goes on, and nothing is lost.',
  reload: 'Reload',

  menu: {
    file: 'File',
    openRecordings: 'Open Recordings…',
    newWindow: 'New Window',
    edit: 'Edit',
    view: 'View',
    library: 'Library',
    models: 'Models',
    settings: 'Settings…',
    window: 'Window',
    help: 'Help',
    showData: 'Show Data Folder',
    showLogs: 'Show Logs',
  },
} as const;
