import { type HeaderList, jsonPlan, type ResponsePlan, textPlan } from './responsePlan.ts';

export interface HubError {
  readonly status: number;
  readonly message: string;
  readonly code?: 'RepoNotFound' | 'RevisionNotFound' | 'EntryNotFound' | 'GatedRepo';
  readonly headers?: HeaderList;
}

/**
 * An error as the hub words it: the code and the message in headers; the body plain text for files and `{"error"}`
 * under `/api`. Codes and messages are those that clients compare (huggingface_hub's `hf_raise_for_status`).
 */
export function hubErrorPlan(
  { status, message, code, headers = [] }: HubError,
  isApi: boolean,
): ResponsePlan {
  const all: HeaderList = [
    ...(code === undefined ? [] : [['X-Error-Code', code] as const]),
    ['X-Error-Message', message],
    ...(status === 401
      ? [['WWW-Authenticate', 'Bearer realm="Authentication required", charset="UTF-8"'] as const]
      : []),
    ...headers,
  ];
  return isApi ? jsonPlan(status, { error: message }, all) : textPlan(status, message, all);
}

export const INVALID_TOKEN: HubError = {
  status: 401,
  message: 'Invalid credentials in Authorization header',
};
export const REPOSITORY_NOT_FOUND: HubError = {
  status: 404,
  code: 'RepoNotFound',
  message: 'Repository not found',
};
/** What anonymous callers are told of repositories that are private or do not exist: the same, without a code. */
export const LOGIN_NEEDED: HubError = { status: 401, message: 'Invalid username or password.' };
export const DISABLED: HubError = { status: 403, message: 'Access to this resource is disabled.' };

export function entryNotFound(commitId: string): HubError {
  return {
    status: 404,
    code: 'EntryNotFound',
    message: 'Entry not found',
    headers: [['X-Repo-Commit', commitId]],
  };
}

export function revisionNotFound(revision: string): HubError {
  // A header cannot carry what a revision may hold; the hub encodes it too.
  return {
    status: 404,
    code: 'RevisionNotFound',
    message: `Invalid rev id: ${encodeURIComponent(revision)}`,
  };
}

export function gatedError(status: 401 | 403, type: string, id: string): HubError {
  const start = `Access to ${type} ${id} is restricted`;
  const message =
    status === 401
      ? `${start}. You must have access to it and be authenticated to access it. Please log in.`
      : `${start} and you are not in the authorized list. Visit https://huggingface.co/${id} to ask for access.`;
  return { status, code: 'GatedRepo', message };
}
