import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findAppRoot } from '../worker/entries/appRoot.ts';
import { runCommandLine } from '../worker/entries/runCommandLine.ts';
import { type HubWorker, openHubWorker } from './openHubWorker.ts';
import { SAMPLE_MEETING } from './runEarshot.ts';
import { starterModelFiles } from './starterModelFiles.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Fields of records that more than one command writes, and not all of them with these. */
const SOMETIMES = new Set([
  ...['progress.file', 'progress.kind', 'progress.jobId', 'error.file'],
  ...['export.file', 'export.meetingId', 'export.path', 'export.text'],
]);
/** Of kinds that have others: only that of a transcription is written out. */
const BY_KIND = /^job\.(params|result)\b/;
/** Contents that are told in words, or are those of another record. */
const ELSEWHERE = /\.(details|cause|error)\.|^diagnostics\.(models|loadedModels)\./;

let folder: string;
let worker: HubWorker;
let documented: ReadonlyMap<string, ReadonlySet<string>>;

/** Every path of a record to a field; those of the entries of a list are joined. Empty objects stand for any content. */
function listPaths(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((entry) => listPaths(entry, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => [
    `${path}.${name}`,
    ...listPaths(field, `${path}.${name}`),
  ]);
}

/** The records of the JSON blocks of docs/cli.md: those that begin with their type. Type -> paths of all that have it. */
async function readDocumented(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const page = await readFile(new URL('../docs/cli.md', import.meta.url), 'utf8');
  const paths = new Map<string, Set<string>>();
  for (const [, block = ''] of page.matchAll(/```jsonc\n(\{"type".*?)```/gs)) {
    for (const text of block.split(/\n(?=\{)/)) {
      const record = JSON.parse(text.replaceAll(/ {2,}\/\/ .*$/gm, '')) as Fields;
      const type = String(record['type']);
      const known = paths.get(type) ?? new Set();
      for (const path of listPaths(record, type)) known.add(path);
      paths.set(type, known);
    }
  }
  return paths;
}

/** A command of a person, whose worker is here. */
async function run(...args: readonly string[]): Promise<readonly Fields[]> {
  let written = '';
  await runCommandLine({
    argv: [...args, '--json', '--yes', '--quiet'],
    env: {},
    cwd: folder,
    stdin: new PassThrough(),
    stdout: { write: (text) => (written += text) },
    stderr: { write: () => undefined },
    signal: new AbortController().signal,
    appRoot: findAppRoot(import.meta.url),
    connect: () =>
      Promise.resolve({ client: worker.client, settingsProblem: null, close: () => Promise.resolve() }),
    supervise: () => Promise.reject(new Error('No command of these serves the page.')),
  });
  return written
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Fields);
}

/** What is written and not documented, and the other way round. */
function compare(records: readonly Fields[]): readonly string[] {
  const differences = records.flatMap((record) => {
    const type = String(record['type']);
    const known = documented.get(type) ?? new Set<string>();
    const found = new Set(listPaths(record, type).filter((path) => !BY_KIND.test(path)));
    const isOpen = (path: string) => ELSEWHERE.test(path);
    const extra = [...found].filter((path) => !known.has(path) && !isOpen(path));
    // Fields of fields may be those of a null, or of the entries of a list that has none.
    const lacking = [...known].filter(
      (path) =>
        path.split('.').length === 2 && !found.has(path) && !SOMETIMES.has(path) && !BY_KIND.test(path),
    );
    return [
      ...extra.map((path) => `${path} is not documented`),
      ...lacking.map((path) => `${path} is not written`),
    ];
  });
  return [...new Set(differences)];
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-shapes-'));
  await copyFile(SAMPLE_MEETING, join(folder, 'talk.ogg'));
  worker = await openHubWorker();
  await worker.hub.addRepository({
    id: 'onnx-community/whisper-base_timestamped',
    files: starterModelFiles(),
  });
  documented = await readDocumented();
});
afterAll(async () => {
  await worker.close();
  await rm(folder, { recursive: true, force: true });
});

it('writes the fields that docs/cli.md documents, and no others', async () => {
  const bundle = join(folder, 'models.earshot');
  const commands: readonly (readonly string[])[] = [
    ['transcribe', join(folder, 'talk.ogg'), '--model', 'whisper-base', '--words'],
    ['transcribe', join(folder, 'talk.ogg'), '--format', 'srt', '--output', folder],
    ['transcribe', join(folder, 'gone.ogg')],
    ['library', 'list'],
    ['library', 'show', 'm1', '--words'],
    ['library', 'search', 'budget'],
    ['library', 'export', 'm1', '--format', 'srt'],
    ['jobs', 'list'],
    ['jobs', 'cancel', 'j1'],
    ['jobs', 'retry', 'j1'],
    ['models', 'list'],
    ['models', 'available'],
    ['models', 'versions', 'whisper-base'],
    ['models', 'verify', 'whisper-base'],
    ['models', 'statistics'],
    ['models', 'export', 'whisper-base', bundle],
    ['models', 'import', bundle],
    ['models', 'prepare', 'whisper-base'],
    ['cache', 'info'],
    ['cache', 'policy', '--budget', '20GB'],
    ['cache', 'move', join(folder, 'moved')],
    ['models', 'remove', 'whisper-base'],
    ['network'],
    ['doctor'],
    ['library', 'remove', 'm1'],
  ];
  const seen = new Set<unknown>();
  for (const command of commands) {
    const records = await run(...command);
    expect({ command, differences: compare(records) }).toEqual({ command, differences: [] });
    for (const { type } of records) seen.add(type);
  }
  // What takes a newer version, a model in memory, another cache or a server to be written.
  const rest = [...documented.keys()].filter((type) => !seen.has(type));
  expect(rest.toSorted()).toEqual(['adopted', 'loaded', 'update']);
});
