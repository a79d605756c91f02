import { entryNotFound, hubErrorPlan } from '../hubErrors.ts';
import type { HubFile } from '../hubFile.ts';
import { jsonPlan, type ResponsePlan } from '../responsePlan.ts';
import type { TreeEntry } from '../treeEntry.ts';
import type { HubCall } from './hubCall.ts';
import { fileEntry, folderEntry } from './toTreeEntry.ts';

// With `expand`, which costs the hub more, a page is this long at most.
const EXPANDED_PAGE_SIZE = 50;

/**
 * `GET …/tree/{rev}[/{folder}]?recursive&expand`: folders and files in the order of their paths, a page at a time,
 * the next one named in an absolute `Link`.
 */
export function answerTree(call: HubCall): ResponsePlan {
  const { request, commit, path, state } = call;
  const { query } = request;
  const expand = query.get('expand')?.toLowerCase() === 'true';
  const folder = path.filePath.replace(/\/$/, '');
  if (folder !== '' && !commit.treeIds.has(folder)) return hubErrorPlan(entryNotFound(commit.id), true);

  const all = listEntries(call, folder, query.get('recursive')?.toLowerCase() === 'true', expand);
  const entries = call.faults.reduce((list, fault) => fault.onEntries?.(list) ?? list, all);

  const largest = expand ? Math.min(EXPANDED_PAGE_SIZE, state.pageSize) : state.pageSize;
  const limit = Math.min(Number(query.get('limit') ?? largest) || largest, largest);
  const start = decodeCursor(query.get('cursor'));
  const next = start + limit;
  const headers = next < entries.length ? ([['Link', linkTo(call, next, limit)]] as const) : [];
  return jsonPlan(200, entries.slice(start, next), headers);
}

function listEntries(
  call: HubCall,
  folder: string,
  recursive: boolean,
  expand: boolean,
): readonly TreeEntry[] {
  const { commit } = call;
  const options = { ...call, expand };
  const isListed = (path: string): boolean => {
    if (path === '' || path === folder || (folder !== '' && !path.startsWith(`${folder}/`))) return false;
    return recursive || !path.slice(folder === '' ? 0 : folder.length + 1).includes('/');
  };
  const folders = [...commit.treeIds.keys()].filter(isListed).map((path) => folderEntry(path, options));
  const files = [...commit.files.values()]
    .filter((file: HubFile) => isListed(file.path))
    .map((file) => fileEntry(file, options));
  return [...folders, ...files].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function linkTo({ request, state }: HubCall, next: number, limit: number): string {
  const query = new URLSearchParams(request.query);
  query.set('limit', String(limit));
  query.set('cursor', Buffer.from(JSON.stringify({ next })).toString('base64url'));
  return `<${state.origins.hub}${request.path}?${query.toString()}>; rel="next"`;
}

function decodeCursor(cursor: string | null): number {
  if (cursor === null) return 0;
  return (JSON.parse(Buffer.from(cursor, 'base64url').toString()) as { next: number }).next;
}
