import type { HubCommit } from '../repositoryStore.ts';
import { jsonPlan, type ResponsePlan } from '../responsePlan.ts';
import { CHUNK_STORE_TOKEN } from './answerReconstruction.ts';
import { masked } from './toTreeEntry.ts';
import type { HubCall } from './hubCall.ts';

/** `GET /api/{type}s/{id}[/revision/{rev}]`: everything, or with `expand` the fields asked for. */
export function answerInfo(call: HubCall): ResponsePlan {
  if (call.path.action === 'xet-read-token') return xetReadToken(call);
  const { repository, commit, request } = call;
  const withBlobs = request.query.get('blobs') === 'true';
  const fields: Readonly<Record<string, unknown>> = {
    author: repository.id.includes('/') ? repository.id.split('/')[0] : undefined,
    sha: commit.id,
    createdAt: new Date(0).toISOString(),
    lastModified: commit.date.toISOString(),
    private: repository.private,
    disabled: repository.disabled,
    gated: repository.gated,
    downloads: 0,
    likes: 0,
    tags: tagsOf(commit),
    ...(repository.type === 'model' ? { pipeline_tag: 'automatic-speech-recognition' } : {}),
    siblings: [...commit.files.values()].map(({ path, size, oid, lfs }) => ({
      rfilename: path,
      ...(withBlobs ? { size, blobId: oid } : {}),
      ...(withBlobs && lfs !== undefined
        ? {
            lfs: {
              sha256: masked(lfs.oid, call.granted),
              size: lfs.size,
              pointerSize: lfs.pointer.length,
            },
          }
        : {}),
    })),
  };
  const names = { _id: repository.objectId, id: repository.id };
  const wanted = request.query.getAll('expand').concat(request.query.getAll('expand[]'));
  if (wanted.length === 0) {
    const modelId = repository.type === 'model' ? { modelId: repository.id } : {};
    return jsonPlan(200, { ...names, ...modelId, ...fields });
  }
  const unknown = wanted.find((name) => !(name in fields));
  if (unknown !== undefined) return jsonPlan(400, { error: `Cannot expand ${JSON.stringify(unknown)}` });
  return jsonPlan(200, { ...names, ...Object.fromEntries(wanted.map((name) => [name, fields[name]])) });
}

/** What the hub makes of the card: of its head, here, the licence. */
function tagsOf({ files }: HubCommit): readonly string[] {
  const card = files.get('README.md');
  if (card === undefined) return [];
  const text = Buffer.concat([...card.source.read(0, card.size)]).toString('utf8');
  const licence = /^---\n(?:.*\n)*?license: *(\S+)\n(?:.*\n)*?---/.exec(text)?.[1];
  return licence === undefined ? [] : [`license:${licence}`];
}

/** A token for the chunk store, which the CDN's origin plays here; JavaScript reads the body, Python the headers. */
function xetReadToken({ state }: HubCall): ResponsePlan {
  const exp = Math.floor(state.clock.now() / 1000) + 900;
  const casUrl = state.origins.cdn;
  return jsonPlan(200, { accessToken: CHUNK_STORE_TOKEN, exp, casUrl }, [
    ['X-Xet-Cas-Url', casUrl],
    ['X-Xet-Access-Token', CHUNK_STORE_TOKEN],
    ['X-Xet-Token-Expiration', String(exp)],
  ]);
}
