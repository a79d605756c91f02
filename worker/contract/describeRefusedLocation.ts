import type { ErrorDetails } from './errors.ts';
import { quoteDetail } from './quoteDetail.ts';

/** Why the models cannot be in a folder, by the reason that moving them gives, and what to do instead. */
export function describeRefusedLocation({ path, reason }: ErrorDetails) {
  const isGone = reason === 'vanished';
  return {
    title: isGone ? 'The folder of the models is not there' : 'The folder cannot hold the models',
    text: `${quoteDetail(path, 'The folder')} ${describeFault(reason)}. ${
      isGone ? 'Nothing was changed.' : 'The models are where they were.'
    }`,
    nextStep: describeNextStep(reason),
  };
}

function describeFault(reason: ErrorDetails[string] | undefined): string {
  switch (reason) {
    case 'not-absolute':
      return 'is not a full path';
    case 'same':
      return 'is where the models are now';
    case 'inside':
      return 'is inside the folder that is to be moved';
    case 'contains':
      return 'holds the folder that is to be moved';
    case 'name-too-long':
      return 'has a name that is longer than the disk allows';
    case 'not-a-folder':
      return 'is a file, or lies below one';
    case 'not-a-cache':
      return 'holds other files and no models';
    case 'missing':
      return 'does not exist';
    case 'environment':
      return 'would not be used: the variable EARSHOT_CACHE_DIR says where the models are';
    case 'clash':
      return 'is a file, where a model has to go';
    case 'damaged-copy':
      return 'did not keep what was copied to it; its disk may be failing';
    case 'vanished':
      return 'cannot be reached; perhaps its disk or network was disconnected';
    default:
      return 'cannot be used';
  }
}

function describeNextStep(reason: ErrorDetails[string] | undefined): string {
  switch (reason) {
    case 'environment':
      return 'Remove the variable and start Earshot again to choose the folder here.';
    case 'vanished':
      return 'Connect it again, or choose another folder, and try once more.';
    default:
      return 'Choose another folder and try again.';
  }
}
