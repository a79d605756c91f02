import { bytesInMemory } from '../byteSource.ts';
import { fileResponse, type ServedFile } from '../byteRange.ts';
import { contentTypeOf } from '../contentType.ts';
import { entryNotFound, hubErrorPlan } from '../hubErrors.ts';
import type { HubFile, LfsObject } from '../hubFile.ts';
import { type HeaderList, type ResponsePlan, setHeader, textPlan } from '../responsePlan.ts';
import type { HubCall } from './hubCall.ts';

/**
 * `GET|HEAD …/resolve/{rev}/{path}`, its cached form, and `/raw/`, which shows pointers.
 * - A pointer's content: 302 to a signed URL of the CDN. Size and hash are told on this hop alone, and its
 *   Content-Length is that of the redirect's own text.
 * - Small git files: 307 to the cache by commit, on this origin and relative; at once where the gate let the caller in.
 */
export function answerFile(call: HubCall): ResponsePlan {
  const { path, commit, repository } = call;
  const file = commit.files.get(path.filePath);
  if (file === undefined) return hubErrorPlan(entryNotFound(commit.id), false);
  const { lfs } = file;
  if (path.action === 'raw') {
    return serve(call, lfs === undefined ? file : { ...file, source: bytesInMemory(lfs.pointer) });
  }
  if (lfs !== undefined) return toCdn(call, file, lfs);
  const isPublic = repository.gated === false && !repository.private;
  return path.action === 'resolve' && isPublic ? toResolveCache(call, file) : serve(call, file);
}

function serve({ commit, request, faults }: HubCall, file: HubFile): ResponsePlan {
  const name = file.path.split('/').at(-1) ?? '';
  const served: ServedFile = {
    source: file.source,
    etag: `"${file.oid}"`,
    lastModified: commit.date,
    blob: file.oid,
    headers: [
      ['Content-Type', contentTypeOf(file.path)],
      ['Content-Disposition', contentDisposition(name)],
      ['X-Repo-Commit', commit.id],
    ],
  };
  return fileResponse(request, served, faults);
}

function toResolveCache({ repository, commit, path, request }: HubCall, file: HubFile): ResponsePlan {
  const encodedPath = file.path.split('/').map(encodeURIComponent).join('/');
  const cached = `/api/resolve-cache/${path.type}s/${repository.id}/${commit.id}/${encodedPath}`;
  const query = `${encodeURIComponent(request.path)}=&etag=${encodeURIComponent(`"${file.oid}"`)}`;
  const location = `${cached}?${query}`;
  return textPlan(307, `Temporary Redirect. Redirecting to ${location}`, [['Location', location]]);
}

function toCdn(call: HubCall, file: HubFile, lfs: LfsObject): ResponsePlan {
  const { repository, commit, path, request, state } = call;
  const linked: HeaderList = [
    ['X-Repo-Commit', commit.id],
    ['X-Linked-Size', String(file.size)],
    ['X-Linked-ETag', `"${lfs.oid}"`],
    ['Accept-Ranges', 'bytes'],
    ...xetHeaders(call, file),
  ];
  if (file.xetHash !== undefined && request.headers.accept?.includes(XET_FILE_INFO) === true) {
    const body = JSON.stringify({ hash: file.xetHash, size: file.size });
    const plan = textPlan(200, body, [...linked, ['ETag', `"${lfs.oid}"`]]);
    return { ...plan, headers: setHeader(plan.headers, 'Content-Type', XET_FILE_INFO) };
  }
  const stored =
    file.xetHash === undefined
      ? `/repos/${repository.objectId.slice(0, 2)}/${repository.objectId}/${lfs.oid}`
      : `/xet-bridge-us/${repository.objectId}/${file.xetHash}`;
  const location = state.signedUrls.sign(state.origins.cdn, stored, {
    'response-content-disposition': contentDisposition(path.filePath.split('/').at(-1) ?? ''),
  });
  return textPlan(302, `Found. Redirecting to ${location}`, [
    ...linked,
    ['Location', location],
    ['Vary', 'Origin, Accept'],
  ]);
}

const XET_FILE_INFO = 'application/vnd.xet-fileinfo+json';

function xetHeaders({ state, repository, commit, path }: HubCall, { xetHash }: HubFile): HeaderList {
  if (xetHash === undefined) return [];
  const { hub, cdn } = state.origins;
  const auth = `<${hub}/api/${path.type}s/${repository.id}/xet-read-token/${commit.id}>; rel="xet-auth"`;
  const information = `<${cdn}/v1/reconstructions/${xetHash}>; rel="xet-reconstruction-info"`;
  return [
    ['X-Xet-Hash', xetHash],
    ['Link', `${auth}, ${information}`],
  ];
}

function contentDisposition(name: string): string {
  return `inline; filename*=UTF-8''${encodeURIComponent(name)}; filename="${name.replace(/[^ -~]|"/g, '?')}";`;
}
