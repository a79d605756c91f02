import type { ErrorDetails } from './errors.ts';

/** What is wrong with a request, by the reason that is given with it, and what to write instead. */
export function describeInvalidRequest({ reason, issues, ...details }: ErrorDetails) {
  const title = 'This cannot be done';
  const about = (name: string): string => {
    const value = details[name];
    return typeof value === 'string' && value !== '' ? `“${value}”` : 'What was written';
  };
  switch (reason) {
    case 'model-reference':
      return {
        title: 'This is no model',
        text: `${about('model')} is neither a model of the list nor a repository of the model server.`,
        nextStep: 'Use a name of the list, org/name, or the address of a page of the model server.',
      };
    case 'repository-id':
      return {
        title: 'This is no model',
        text: `${about('repository')} cannot be the name of a repository.`,
        nextStep: 'Use a name of the list, or org/name.',
      };
    case 'revision':
      return {
        title: 'This is no version',
        text: `${about('revision')} cannot be the name of a version.`,
        nextStep: 'Use a branch, a tag or a commit of the repository.',
      };
    case 'dtype':
      return {
        title: 'This is not offered',
        text: `The model does not come as ${about('dtype')}. Nothing was downloaded.`,
        nextStep: 'Leave the dtype out, or use one that the model has, such as q8 or fp32.',
      };
    case 'endpoint-address':
    case 'endpoint-not-https':
      return {
        title: 'The address of the model server cannot be used',
        text:
          reason === 'endpoint-address'
            ? `${about('endpoint')} is no address of a server.`
            : `${about('endpoint')} is not safe: only https is, or a server on this computer.`,
        nextStep: 'Write an address such as https://huggingface.co, or none for the usual one.',
      };
    case 'proxy-address':
      return {
        title: 'The address of the proxy cannot be used',
        text: 'It is no address of a proxy. Nothing was changed.',
        nextStep: 'Write an address such as http://proxy.example:8080, or none.',
      };
    case 'token':
      return {
        title: 'This is no access token',
        text: 'It holds characters that no token has. Nothing was changed.',
        nextStep: 'Copy the token again, without spaces and line ends.',
      };
    case 'bundled':
      return {
        title: 'This model cannot be deleted',
        text: `${about('model')} came with Earshot and is a part of it. Nothing was deleted.`,
        nextStep: 'Delete models that were downloaded instead.',
      };
    case 'bundled-stays':
      return {
        title: 'This model is a part of Earshot',
        text: `${about('model')} came with Earshot and stays with it, in the version that belongs to it. Nothing was changed.`,
        nextStep: 'Choose a model that was downloaded: only these are cleaned up, updated and pinned.',
      };
    case 'bundled-export':
      return {
        title: 'This model is a part of Earshot',
        text: `${about('model')} comes with every Earshot, so it need not be taken along. Nothing was written.`,
        nextStep: 'Leave it out, and export models that were downloaded.',
      };
    case 'bundled-damaged':
      return {
        title: 'A part of Earshot is damaged',
        text: `Files of ${about('model')}, which came with Earshot, are not as they were. No download can mend that.`,
        nextStep: 'Install Earshot again. Your recordings, transcripts and downloaded models stay.',
      };
    case 'job-status': {
      const { title: state, nextStep } = describeJobStatus(details['status']);
      return { title: state, text: 'It was left as it is, with all that it made.', nextStep };
    }
    default:
      return {
        title,
        text:
          typeof issues === 'string'
            ? `Something about the request is wrong (${issues}). Nothing was changed.`
            : 'The request does not fit the state things are in. Nothing was changed.',
        nextStep: 'Look at the list again, it may have changed, and try once more.',
      };
  }
}

/** What a job is, when something was asked of it that this does not allow. */
function describeJobStatus(status: ErrorDetails[string] | undefined) {
  switch (status) {
    case 'completed':
      return {
        title: 'The job is completed already',
        nextStep: 'Look at what it made, or start the same work again as a new job.',
      };
    case 'running':
      return {
        title: 'The job is running already',
        nextStep: 'Wait until it is done, or stop it first.',
      };
    case 'queued':
      return {
        title: 'The job waits for its turn',
        nextStep: 'Wait until it is done, or stop it first.',
      };
    case 'paused':
      return { title: 'The job is paused', nextStep: 'Let it go on, or cancel it.' };
    case 'failed':
      return { title: 'The job has failed', nextStep: 'Try it again.' };
    default:
      return { title: 'The job was canceled', nextStep: 'Try it again, which goes on where it stopped.' };
  }
}
