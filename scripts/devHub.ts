/**
 * `npm run dev:hub [-- --port N] [--fault NAME]...`: a hub on this computer for trying downloads by hand, with the
 * bundled starter model, tiny stand-ins for catalog models, one gated repository and one large file. `--fault list`
 * names the faults. Ctrl-C ends it; nothing is kept.
 */
import { parseArgs } from 'node:util';
import { createTestHub, type TestHub } from '../e2e/hub/createTestHub.ts';
import type { FileContent } from '../e2e/hub/hubFile.ts';
import { type FaultName, namedFaults } from '../e2e/hub/namedFaults.ts';
import { starterModelFiles } from '../e2e/starterModelFiles.ts';

const DEFAULT_PORT = 8420;
const TOKEN = 'hf_dev';
const LARGE_FILE_BYTES = 256 * 1024 * 1024;
const STAND_INS = [
  'onnx-community/whisper-tiny_timestamped',
  'onnx-community/whisper-base_timestamped',
  'onnx-community/whisper-large-v3-turbo_timestamped',
  'onnx-community/distil-small.en',
];

const { values } = parseArgs({
  options: { port: { type: 'string' }, fault: { type: 'string', multiple: true, default: [] } },
});
const unknown = values.fault.filter((name) => !isFaultName(name));
if (unknown.length > 0) {
  console.log(`Faults: ${Object.keys(namedFaults).join(', ')}`);
  process.exit(unknown.includes('list') ? 0 : 2);
}

const port = Number(values.port ?? DEFAULT_PORT);
const hub = await createTestHub({ port }).catch((error: unknown) => {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
  console.error(`Port ${port} is in use. Another one: npm run dev:hub -- --port ${port + 1}`);
  process.exit(1);
});
await addRepositories(hub);
for (const name of values.fault.filter(isFaultName)) hub.faults.add(namedFaults[name]);

console.log(`export HF_ENDPOINT=${hub.endpoint}`);
console.log(`Repositories: earshot/starter-test, earshot/large-test, ${STAND_INS.join(', ')}`);
console.log(`Gated: earshot/gated-test (HF_TOKEN=${TOKEN} has access)`);
if (values.fault.length > 0) console.log(`Faults: ${values.fault.join(', ')}`);
process.once('SIGINT', () => {
  hub.close().catch((error: unknown) => {
    console.error(error);
  });
});

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(namedFaults, name);
}

async function addRepositories(target: TestHub): Promise<void> {
  await target.addRepository({ id: 'earshot/starter-test', files: starterModelFiles() });
  await target.addRepository({
    id: 'earshot/large-test',
    files: { 'README.md': 'One large file.\n', 'model.bin': { size: LARGE_FILE_BYTES, seed: 1 } },
  });
  target.access.addToken(TOKEN, ['earshot/gated-test']);
  await target.addRepository({ id: 'earshot/gated-test', gated: 'auto', files: standIn(0) });
  for (const [index, id] of STAND_INS.entries())
    await target.addRepository({ id, files: standIn(index + 1) });
}

/** The names of a Whisper export in the Optimum layout, with contents that no engine will load. */
function standIn(seed: number): Record<string, FileContent> {
  const names = ['encoder_model', 'decoder_model_merged'].flatMap((name) => [name, `${name}_quantized`]);
  const texts = ['config.json', 'generation_config.json', 'preprocessor_config.json', 'tokenizer.json'];
  return {
    'README.md': 'A stand-in: the names are right, the contents are not.\n',
    ...Object.fromEntries(texts.map((name) => [name, JSON.stringify({ standIn: seed })])),
    ...Object.fromEntries(
      names.map((name, index) => [`onnx/${name}.onnx`, { size: 2_000_000 + index, seed: 10 * seed + index }]),
    ),
  };
}
