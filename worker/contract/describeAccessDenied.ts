import type { ErrorDetails } from './errors.ts';
import { quoteDetail } from './quoteDetail.ts';

/** Why the hub does not give a model, by the reason that its client gives, and what to do about it. */
export function describeAccessDenied({ reason, repository }: ErrorDetails) {
  const title = 'Access to the model was refused';
  const name = quoteDetail(repository, 'The model');
  switch (reason) {
    case 'login':
      return {
        title,
        text: `${name} can only be downloaded with an account. Nothing was changed.`,
        nextStep: 'Set the access token of an account that has accepted the terms, and try again.',
      };
    case 'bad-token':
      return {
        title,
        text: 'The model server does not accept the access token; it may have expired. Nothing was changed.',
        nextStep: 'Make a new access token, or remove the old one, and try again.',
      };
    case 'disabled':
      return {
        title,
        text: `${name} was disabled by the model server. Nothing was changed.`,
        nextStep: 'Choose another model.',
      };
    default:
      return {
        title,
        text: `${name} can only be downloaded after its terms are accepted. Nothing was changed.`,
        nextStep: 'Accept the terms on the page of the model and try again, or choose another model.',
      };
  }
}
