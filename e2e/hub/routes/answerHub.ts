import type { Fault } from '../fault.ts';
import { bearerToken, type HubRequest } from '../hubRequest.ts';
import type { HubState } from '../hubState.ts';
import {
  DISABLED,
  gatedError,
  type HubError,
  hubErrorPlan,
  INVALID_TOKEN,
  LOGIN_NEEDED,
  REPOSITORY_NOT_FOUND,
  revisionNotFound,
} from '../hubErrors.ts';
import type { HubCommit, Repository } from '../repositoryStore.ts';
import { type ResponsePlan, textPlan } from '../responsePlan.ts';
import { answerFile } from './answerFile.ts';
import { answerInfo } from './answerInfo.ts';
import { answerPathsInfo } from './answerPathsInfo.ts';
import { answerTree } from './answerTree.ts';
import type { HubCall } from './hubCall.ts';
import { type HubAction, parseHubPath } from './parseHubPath.ts';

const CONTENT_ACTIONS: ReadonlySet<HubAction> = new Set([
  'resolve',
  'raw',
  'resolve-cache',
  'auth-check',
  'xet-read-token',
]);
// Shown on the page of a gated repository to everyone.
const UNGATED_FILES = new Set(['README.md', '.gitattributes']);

/** Origin A: checks in the hub's order (token, rename, existence, gate, revision), then the route. */
export function answerHub(request: HubRequest, state: HubState, faults: readonly Fault[]): ResponsePlan {
  const path = parseHubPath(request.path);
  if (path === undefined) return textPlan(404, 'Not Found');
  const isApi = path.prefix.startsWith('/api/') && path.action !== 'resolve-cache';
  const { access, repositories } = state;
  const token = bearerToken(request);
  const fail = (error: HubError): ResponsePlan => hubErrorPlan(error, isApi);
  if (token !== undefined && !access.isKnown(token)) return fail(INVALID_TOKEN);

  const repository = repositories.find(path.type, path.id);
  if (repository === undefined) {
    const newId = repositories.findRenamed(path.type, path.id);
    if (newId !== undefined) return movedTo(`${path.prefix}${newId}${path.rest}`, request);
    return fail(token === undefined ? LOGIN_NEEDED : REPOSITORY_NOT_FOUND);
  }
  const granted = access.isGranted(token, repository);
  if (repository.private && !granted) return fail(token === undefined ? LOGIN_NEEDED : REPOSITORY_NOT_FOUND);
  if (repository.disabled) return fail(DISABLED);
  const mayRead = repository.gated === false || granted;
  if (!mayRead && CONTENT_ACTIONS.has(path.action) && !UNGATED_FILES.has(path.filePath)) {
    return fail(gatedError(token === undefined ? 401 : 403, path.type, repository.id));
  }
  if (path.action === 'auth-check') return textPlan(200, 'OK');
  const commit = findCommit(repository, path.revision);
  if (commit === undefined) return fail(revisionNotFound(path.revision));
  return route({ request, path, state, repository, commit, granted: mayRead, faults });
}

function route(call: HubCall): ResponsePlan {
  switch (call.path.action) {
    case 'tree':
      return answerTree(call);
    case 'paths-info':
      return answerPathsInfo(call);
    case 'resolve':
    case 'raw':
    case 'resolve-cache':
      return answerFile(call);
    default:
      return answerInfo(call);
  }
}

/** By branch, tag, special ref or full hash; HEAD and nothing mean the default branch. */
function findCommit(repository: Repository, revision: string): HubCommit | undefined {
  const name = revision === '' || revision === 'HEAD' ? 'main' : revision;
  return repository.commits.get(repository.refs.get(name) ?? name);
}

function movedTo(path: string, { target }: HubRequest): ResponsePlan {
  const query = target.indexOf('?');
  const location = query < 0 ? path : path + target.slice(query);
  return textPlan(307, `Temporary Redirect. Redirecting to ${location}`, [['Location', location]]);
}
