/**
 * Who may import what (ARCHITECTURE.md, "Import direction"). A folder of `worker/` may import the folders named here,
 * itself and packages; everything else of `worker/` is refused.
 */
const workerImports = {
  contract: [],
  lib: ['contract'],
  database: ['contract', 'lib'],
  settings: ['contract', 'lib'],
  audio: ['contract', 'lib'],
  inference: ['contract', 'lib'],
  models: ['contract', 'lib'],
  supervision: ['contract', 'lib'],
  jobs: ['contract', 'lib', 'database'],
  vad: ['contract', 'lib', 'inference'],
  asr: ['contract', 'lib', 'inference'],
  usage: ['contract', 'lib', 'database'],
  exports: ['contract', 'lib'],
  transcripts: ['contract', 'lib', 'database'],
  engine: ['contract', 'lib', 'inference', 'vad', 'asr'],
  services: [
    'contract',
    'lib',
    'audio',
    'models',
    'settings',
    'jobs',
    'usage',
    'exports',
    'transcripts',
    'engine',
    'pipeline',
  ],
  rpc: ['contract', 'lib', 'services'],
  http: ['contract', 'lib', 'rpc'],
  pipeline: ['contract', 'lib', 'audio', 'models', 'jobs', 'vad', 'asr', 'transcripts', 'engine'],
};

/** Tests and what only they use: they may connect what the app connects, and start the test hub. */
const TESTS = '\\.test\\.ts$|^worker/.*/tests/';

/** As electron-builder.yml leaves it out. */
const TEST_CODE = ['\\.test\\.ts$', '/(tests|testing|__fixtures__)/', '/test[A-Z][^/]*\\.ts$'];

const folderRules = Object.entries(workerImports).map(([folder, allowed]) => ({
  name: `worker-${folder}`,
  comment: `worker/${folder} may import ${['itself', ...allowed].join(', ')} only.`,
  severity: 'error',
  from: { path: `^worker/${folder}/`, pathNot: TESTS },
  to: { path: '^worker/', pathNot: `^worker/(${[folder, ...allowed].join('|')})/` },
}));

/** The rest of `worker/` puts the others together. A new folder has a row above before it can import anything. */
const composing = '^worker/(app|entries)/|^worker/(app|config)\\.ts$';
const known = `^worker/(${Object.keys(workerImports).join('|')})/`;

/** `only` files may import a package, so that the rest of the code does not depend on it. */
const soleImporter = (packageName, only) => ({
  name: `sole-importer-of-${packageName}`,
  severity: 'error',
  from: { path: '^(worker|electron|renderer)/', pathNot: [only, '\\.test\\.ts$'] },
  to: { path: packageName },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...folderRules,
    {
      name: 'folder-without-a-row',
      comment: 'Every folder of worker/ says in the table of this file what it may import.',
      severity: 'error',
      from: { path: '^worker/', pathNot: [known, composing, TESTS] },
      to: {},
    },
    {
      name: 'program-without-its-tests',
      comment: 'A package leaves out what only tests use (electron-builder.yml).',
      severity: 'error',
      from: { path: '^(worker|electron|renderer)/', pathNot: TEST_CODE },
      to: { path: TEST_CODE },
    },
    {
      name: 'contract-is-a-leaf',
      comment: 'The contract uses the schema library and nothing else.',
      severity: 'error',
      from: { path: '^worker/contract/[^/]+$' },
      to: { pathNot: ['^worker/contract/', 'node_modules/zod/'] },
    },
    {
      name: 'nothing-imports-an-entry',
      comment: 'End-to-end tests and the benchmark start what they judge as the command line does.',
      severity: 'error',
      from: { pathNot: ['^worker/entries/', '^(e2e|scripts)/', '\\.test\\.ts$'] },
      to: { path: '^worker/entries/' },
    },
    {
      name: 'only-entries-import-the-app',
      severity: 'error',
      from: { path: '^worker/', pathNot: ['^worker/(entries|app)/', '^worker/app\\.ts$', '\\.test\\.ts$'] },
      to: { path: '^worker/app(/|\\.ts$)' },
    },
    {
      name: 'worker-stands-alone',
      severity: 'error',
      from: { path: '^worker/', pathNot: TESTS },
      to: { path: '^(renderer|electron|e2e|scripts)/' },
    },
    {
      name: 'page-knows-the-worker-by-its-contract',
      severity: 'error',
      from: { path: '^renderer/', pathNot: ['\\.test\\.ts$', '^renderer/testing/'] },
      to: { path: '^worker/', pathNot: '^worker/contract/' },
    },
    {
      name: 'main-knows-the-worker-by-its-contract',
      comment:
        'Both are Node, so main shares the functions without domain words, and what keeps a worker alive.',
      severity: 'error',
      from: { path: '^electron/', pathNot: '\\.test\\.ts$' },
      to: { path: '^worker/', pathNot: '^worker/(contract|lib|supervision)/' },
    },
    {
      name: 'preload-is-alone',
      comment: 'It runs in the sandbox of the page, where there is no Node.',
      severity: 'error',
      from: { path: '^electron/preload/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^electron/preload/', '^worker/contract/', '^electron$', 'node_modules/electron/'] },
    },
    {
      name: 'features-of-the-page-are-apart',
      comment: 'What two features share belongs to components or stores; App.tsx puts them together.',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'page-and-main-are-apart',
      severity: 'error',
      from: { path: '^(renderer|electron)/' },
      to: { path: '^(renderer|electron)/', pathNot: '^$1/' },
    },
    soleImporter(
      'onnxruntime-node',
      '^worker/inference/openSession\\.ts$|^worker/inference/executionProviders\\.ts$',
    ),
    soleImporter('^(node:)?sqlite$', '^worker/database/'),
    soleImporter('node-av', '^worker/audio/'),
    soleImporter('@huggingface/hub', '^worker/models/hub/'),
    soleImporter('node_modules/(@types/)?ws/', '^worker/http/'),
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphan-dev-dependency',
      severity: 'error',
      from: { path: '^worker/', pathNot: '\\.test\\.ts$|__fixtures__' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '__fixtures__'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'worker/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
};
