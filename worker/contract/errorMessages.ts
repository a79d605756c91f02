import { describeAccessDenied } from './describeAccessDenied.ts';
import { describeInvalidRequest } from './describeInvalidRequest.ts';
import { describeRefusedLocation } from './describeRefusedLocation.ts';
import { describeUnreadableMedia } from './describeUnreadableMedia.ts';
import type { ErrorCode, ErrorDetails } from './errors.ts';
import { nameLanguage } from './nameLanguage.ts';
import { quoteDetail } from './quoteDetail.ts';

/** What a person is told about a failure: what it is, what happened and what was kept, and one thing to do next. */
export interface ErrorMessage {
  readonly title: string;
  readonly text: string;
  readonly nextStep: string;
}

/** The only place with sentences about errors, for the command line and the page alike. */
export function getErrorMessage(code: ErrorCode, details: ErrorDetails = {}): ErrorMessage {
  return errorMessages[code](details);
}

const errorMessages = {
  'invalid-request': describeInvalidRequest,
  'not-found': ({ kind, id }) => ({
    title: 'Not found',
    text:
      typeof kind === 'string' && id !== undefined
        ? `There is no ${kind} ${id}. It may have been removed.`
        : 'What you asked for is not there. It may have been removed.',
    nextStep:
      kind === 'file'
        ? 'Check the name, or connect the disk that it is on, and try again.'
        : 'Look at the list again to see what is there.',
  }),
  'worker-exited': ({ crashes }) => ({
    title: 'Part of Earshot stopped',
    text: `The part of Earshot that does the work stopped ${
      typeof crashes === 'number' && crashes > 1
        ? `${crashes} times within ten minutes, so it is not started again by itself`
        : 'unexpectedly'
    }. Everything transcribed so far is kept.`,
    nextStep: 'Start Earshot again; unfinished recordings go on where they stopped.',
  }),
  offline: () => ({
    title: 'Earshot is offline',
    text: 'Offline mode is on, so no request was made. What is on this computer can be used.',
    nextStep: 'Turn offline mode off to download, or choose a model that is installed.',
  }),
  'network-unreachable': ({ host, reason }) => ({
    title: 'No connection',
    text: `${named(host, 'The server')} ${describeUnreachable(reason)}. What was downloaded so far is kept.`,
    nextStep: 'Check the internet connection and try again; the download goes on where it stopped.',
  }),
  'hub-not-found': ({ repository, revision, file, reason }) => ({
    title: 'Model not found',
    text: `${describeNotFound(reason, repository, revision, file)}. Nothing was changed.`,
    nextStep: 'Check how the name is written, or choose another model.',
  }),
  'hub-access-denied': describeAccessDenied,
  'hub-rate-limited': () => ({
    title: 'Too many downloads',
    text: 'The model server asks to wait before more is downloaded. What was downloaded so far is kept.',
    nextStep: 'Try again in a few minutes.',
  }),
  'download-corrupt': ({ file }) => ({
    title: 'A download was damaged',
    text: `${quoteDetail(file, 'A file')} did not arrive as it was sent, so it was thrown away. Complete files are kept.`,
    nextStep: 'Try again. If it keeps happening, something on the network may be changing downloads.',
  }),
  'disk-full': ({ path, neededBytes, freeBytes }) => ({
    title: 'The disk is full',
    text: `There is not enough room to write ${quoteDetail(path, 'a file')}${
      typeof neededBytes === 'number' && typeof freeBytes === 'number'
        ? `: it takes ${formatSize(neededBytes)}, with what has to stay free, and ${formatSize(freeBytes)} are free`
        : ''
    }. Everything saved before is kept.`,
    nextStep: 'Free some space on the disk and try again.',
  }),
  'disk-failed': ({ path }) => ({
    title: 'The disk reported a fault',
    text: `The disk could not read or write ${quoteDetail(path, 'a file')}. Everything saved before is kept.`,
    nextStep: 'Check that the disk is connected, copy what matters to another one, and try again.',
  }),
  'too-many-open-files': ({ path }) => ({
    title: 'Too many files are open',
    text: `The computer let no more files be opened, so ${quoteDetail(path, 'a file')} was left as it is. Everything saved before is kept.`,
    nextStep: 'Close other programs, or start Earshot again, and try once more.',
  }),
  'permission-denied': ({ path }) => ({
    title: 'Access denied',
    text: `You are not allowed to open or change ${quoteDetail(path, 'a file')}. Nothing was changed.`,
    nextStep: 'Check the permissions of the file and its folder, or choose another place.',
  }),
  'model-missing': ({ model, file, folder, path, repository }) => ({
    title: 'The model is not there',
    text:
      file !== undefined && folder !== undefined
        ? `The folder ${quoteDetail(folder, 'of the model')} has no ${file}, so it is not a complete model.`
        : `There is no model ${quoteDetail(model ?? path, 'of that name')} on this computer.`,
    nextStep:
      typeof repository === 'string'
        ? 'Download it, or choose one of the installed models.'
        : 'Choose one of the installed models, or give the folder of a complete one.',
  }),
  'model-incompatible': ({ file, path, repository, reason }) =>
    reason === 'files-missing'
      ? {
          title: 'This is no model that Earshot can use',
          text: `${quoteDetail(repository, 'The repository')} has no ${named(file, 'files of a speech model')}. Nothing was downloaded.`,
          nextStep: 'Choose another model, such as one of the list.',
        }
      : {
          title: 'This model cannot be used',
          text: `Earshot does not understand ${quoteDetail(file ?? path, 'the files of this model')}: it is damaged, or of a kind that is not supported.`,
          nextStep: 'Choose another model, or get this one again.',
        },
  'model-unsuitable': ({ model, language }) => ({
    title: language === undefined ? 'This model cannot translate' : 'This model does not know the language',
    text: `${quoteDetail(model, 'The model')} ${
      language === undefined
        ? 'only writes down what is said'
        : `was not made for ${nameLanguage(String(language))}`
    }. Nothing was transcribed.`,
    nextStep:
      language === undefined
        ? 'Transcribe without translating, or choose a model that can translate.'
        : 'Choose a model for this language, or let Earshot detect the language.',
  }),
  'model-in-use': ({ model }) => ({
    title: 'The model is in use',
    text: `${quoteDetail(model, 'The model')} is being used at the moment. Nothing was changed.`,
    nextStep: 'Wait until it is done, or take the model out of memory, and try again.',
  }),
  'model-crashed': ({ model }) => ({
    title: 'The model is set aside',
    text: `Earshot ended twice while it was loading ${quoteDetail(model, 'this model')}, so it is not loaded again by itself. Its files are kept.`,
    nextStep: 'Allow it again under Models, or choose another model; a smaller one may fit this computer.',
  }),
  'cache-busy': () => ({
    title: 'The models are being worked on',
    text: 'Models are being downloaded, moved or taken in from a file at the moment. Nothing was changed.',
    nextStep: 'Wait until that is done, or cancel it, and try again.',
  }),
  'cache-location-refused': describeRefusedLocation,
  'bundle-damaged': ({ path, reason }) => ({
    title: 'The bundle cannot be used',
    text: `${quoteDetail(path, 'The file')} ${describeBadBundle(reason)}. Nothing was taken from it.`,
    nextStep: 'Copy the bundle again from where it was made, or export it once more.',
  }),
  'media-missing': ({ path }) => ({
    title: 'The recording is not there',
    text: `${quoteDetail(path, 'The recording')} does not exist, or its disk is not connected. A transcript made from it is kept.`,
    nextStep: 'Check the name, or connect the disk, and try again.',
  }),
  'media-unreadable': ({ path, ...details }) => ({
    title: 'The recording cannot be read',
    text: `${quoteDetail(path, 'The recording')} ${describeUnreadableMedia(details)}. The file was not changed.`,
    nextStep: 'Try to play it in a media player. If it plays, convert it to WAV or MP3 and try again.',
  }),
  'media-no-audio': ({ path, streamIndex }) => ({
    title: 'No sound in the recording',
    text:
      typeof streamIndex === 'number'
        ? `${quoteDetail(path, 'The recording')} has no sound track number ${streamIndex}.`
        : `${quoteDetail(path, 'The recording')} has no sound track.`,
    nextStep: 'Choose another file or another sound track.',
  }),
  'media-changed': ({ path }) => ({
    title: 'The recording has changed',
    text: `${quoteDetail(path, 'The recording')} is not the same as when its transcription began. What was transcribed before is kept.`,
    nextStep: 'Wait until nothing writes to the file any more and transcribe it again.',
  }),
  'out-of-memory': () => ({
    title: 'Not enough memory',
    text: 'The computer ran out of memory. Everything transcribed so far is kept.',
    nextStep: 'Close other programs or choose a smaller model, and try again.',
  }),
  'inference-failed': ({ device }) => ({
    title: 'The model failed',
    text: `The model stopped with an error${typeof device === 'string' ? ` on ${device}` : ''}. Everything transcribed so far is kept.`,
    nextStep: 'Try again with the device set to cpu. If it fails there too, choose another model.',
  }),
  'database-corrupt': ({ path }) => ({
    title: 'The library cannot be read',
    text: `${quoteDetail(path, 'The library file')} is damaged or belongs to another program. It was left as it is.`,
    nextStep: 'Restore the file from a backup, or move it away to start with an empty library.',
  }),
  'database-newer': ({ path }) => ({
    title: 'The library is from a newer Earshot',
    text: `${quoteDetail(path, 'The library')} was written by a newer version and was left as it is.`,
    nextStep: 'Update Earshot and try again.',
  }),
  'database-busy': () => ({
    title: 'Earshot is already at work',
    text: 'Another Earshot, perhaps the app, uses this library at the moment. Nothing was changed.',
    nextStep: 'Use the Earshot that is open, or close it, and try again.',
  }),
  'export-failed': ({ path, reason, content }) => ({
    title: 'The file was not written',
    text: `${quoteDetail(path, 'The file')} ${describeExportFailure(reason)}. ${
      content === 'models' ? 'The models are kept as they were.' : 'The transcript is kept in the library.'
    }`,
    nextStep: 'Choose another name or folder and try again.',
  }),
  'edit-conflict': () => ({
    title: 'Changed in another window',
    text: 'What you changed was changed somewhere else first. That was kept, and yours was not made.',
    nextStep: 'Look at it as it is now, and make your change again where it is still needed.',
  }),
  internal: () => ({
    title: 'Something went wrong inside Earshot',
    text: 'This is a mistake in Earshot, not something you did. Everything transcribed so far is kept.',
    nextStep: 'Try again. If it happens again, report it with the log file.',
  }),
} as const satisfies Record<ErrorCode, (details: ErrorDetails) => ErrorMessage>;

type Detail = ErrorDetails[string] | undefined;

/** Decimal units, as disks are sold and hub tools count. */
function formatSize(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function named(detail: Detail, otherwise: string): string {
  return typeof detail === 'string' && detail !== '' ? detail : otherwise;
}

/** The reasons that the hub client gives as `details.reason`. */
function describeUnreachable(reason: Detail): string {
  switch (reason) {
    case 'certificate':
      return 'could not prove what it is: its certificate is not trusted on this computer';
    case 'proxy':
      return 'is behind a proxy that refused the connection';
    case 'redirect':
      return 'sent the download to a place that is not safe to follow';
    case 'unexpected-answer':
      return 'answered with something else than what was asked for, as a network with a sign-in page does';
    case 'stalled':
      return 'stopped sending';
    default:
      return 'could not be reached';
  }
}

function describeNotFound(reason: Detail, repository: Detail, revision: Detail, file: Detail): string {
  const name = quoteDetail(repository, 'The model');
  switch (reason) {
    case 'revision':
      return `${name} has no version ${quoteDetail(revision, 'of that name')}`;
    case 'file':
      return `${name} has no file ${quoteDetail(file, 'of that name')}`;
    case 'missing-or-private':
      return `${name} does not exist on the model server, or is private`;
    default:
      return `${name} does not exist on the model server, or was taken away`;
  }
}

/** The reasons that `writeExport` gives as `details.reason`. */
function describeExportFailure(reason: Detail): string {
  switch (reason) {
    case 'exists':
      return 'exists already and was not replaced';
    case 'no-folder':
      return 'is in a folder that does not exist';
    case 'not-a-folder':
      return 'is not a folder, and none can be made there';
    case 'is-folder':
      return 'is a folder';
    case 'not-a-file':
      return 'is a device or a pipe, which Earshot leaves as it is';
    default:
      return 'could not be written';
  }
}

/** The reasons that reading a bundle gives as `details.reason`. */
function describeBadBundle(reason: Detail): string {
  switch (reason) {
    case 'not-a-bundle':
      return 'is not a bundle of models';
    case 'newer':
      return 'was made by a newer version of Earshot';
    case 'unsafe':
      return 'holds names or sizes that no bundle has';
    default:
      return 'is damaged or incomplete';
  }
}
