import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/**
 * Who may import what (ARCHITECTURE.md, "Import direction"). A folder may import the folders named here, itself and
 * packages; everything else of `worker/` is refused. `worker/contract` may import nothing but the schema library.
 */
const workerImports = {
  lib: ['contract'],
  database: ['contract', 'lib'],
  settings: ['contract', 'lib'],
  audio: ['contract', 'lib'],
  inference: ['contract', 'lib'],
  models: ['contract', 'lib'],
  jobs: ['contract', 'lib', 'database'],
  vad: ['contract', 'lib', 'inference'],
  asr: ['contract', 'lib', 'inference'],
  exports: ['contract', 'lib'],
  transcripts: ['contract', 'lib', 'database'],
  engine: ['contract', 'lib', 'inference', 'vad', 'asr'],
  pipeline: [
    'contract',
    'lib',
    'audio',
    'models',
    'settings',
    'database',
    'jobs',
    'vad',
    'asr',
    'exports',
    'transcripts',
    'engine',
  ],
  rpc: null,
  entries: null,
};

/** Test helpers beside the code may be used by any test. */
const zones = Object.entries(workerImports)
  .filter(([, allowed]) => allowed !== null)
  .map(([folder, allowed]) => ({
    target: `./worker/${folder}`,
    from: './worker',
    except: [folder, ...allowed].map((name) => `./${name}`),
    message: `worker/${folder} may import ${allowed.join(', ')} only.`,
  }));

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'out/**', '**/__fixtures__/**'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    languageOptions: { globals: { ...globals.node } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({ project: './tsconfig.json', noWarnOnMultipleProjects: true }),
      ],
    },
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            ...zones,
            {
              target: './worker/contract',
              from: './worker',
              except: ['./contract'],
              message: 'The contract is a leaf.',
            },
            {
              target: './worker/!(entries)/**/*',
              from: './worker/entries',
              message: 'Nothing imports an entry.',
            },
            {
              target: './worker',
              from: ['./renderer', './electron', './e2e', './scripts'],
              message: 'The worker stands alone.',
            },
            {
              target: './renderer',
              from: ['./worker', './electron'],
              except: ['./contract'],
              message: 'The page knows the worker by its contract only.',
            },
            {
              target: './electron',
              from: ['./worker', './renderer'],
              except: ['./contract'],
              message: 'Main knows the worker by its contract and its built path.',
            },
          ],
        },
      ],
      'import-x/no-default-export': 'error',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union; enums are not erasable.' },
        {
          selector: "CallExpression[callee.property.name='only'][callee.object.name=/^(it|test|describe)$/]",
          message: 'A focused test hides the others.',
        },
      ],
    },
  },
  { files: ['*.config.{js,ts}'], rules: { 'import-x/no-default-export': 'off' } },
  { files: ['scripts/**', 'worker/entries/**', 'e2e/**'], rules: { 'no-console': 'off' } },
);
