import { jsonPlan, type ResponsePlan } from '../responsePlan.ts';
import type { TreeEntry } from '../treeEntry.ts';
import type { HubCall } from './hubCall.ts';
import { fileEntry, folderEntry } from './toTreeEntry.ts';

const MOST_PATHS = 500;

/** `POST …/paths-info/{rev}` with JSON or, as Python sends it, a form. Paths that are missing are left out. */
export function answerPathsInfo(call: HubCall): ResponsePlan {
  const { request, commit, faults } = call;
  if (request.method !== 'POST') return jsonPlan(405, { error: 'Method Not Allowed' });
  const body = parseBody(request.body, request.headers['content-type'] ?? '');
  if (body === undefined) return jsonPlan(400, { error: 'Invalid body' });
  if (body.paths.length > MOST_PATHS) return jsonPlan(413, { error: 'Too many paths' });
  const options = { ...call, expand: body.expand };
  const found = body.paths.flatMap((path): readonly TreeEntry[] => {
    const file = commit.files.get(path);
    if (file !== undefined) return [fileEntry(file, options)];
    return path !== '' && commit.treeIds.has(path) ? [folderEntry(path, options)] : [];
  });
  return jsonPlan(
    200,
    faults.reduce<readonly TreeEntry[]>((list, fault) => fault.onEntries?.(list) ?? list, found),
  );
}

interface PathsBody {
  readonly paths: readonly string[];
  readonly expand: boolean;
}

function parseBody(text: string, contentType: string): PathsBody | undefined {
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    const form = new URLSearchParams(text);
    return { paths: form.getAll('paths'), expand: form.get('expand')?.toLowerCase() === 'true' };
  }
  try {
    const body = JSON.parse(text) as { paths?: unknown; expand?: unknown };
    if (!Array.isArray(body.paths)) return undefined;
    return { paths: body.paths.map(String), expand: body.expand === true };
  } catch {
    return undefined;
  }
}
