import { defineConfig } from 'vitest/config';

const TEMPORARY_FOLDER = 'scripts/testing/temporaryFolder.ts';
/** What Earshot sets itself; tests run ONNX Runtime for comparison as well. */
const NO_TELEMETRY = { ORT_DISABLE_TELEMETRY: '1' };
/** One second, as it is otherwise, passes before a file is written on a computer that is busy. */
const PATIENT = { poll: { timeout: 15_000 } };

/** `unit` runs in seconds and needs no model run; `integration` (*.integration.test.ts, e2e/) uses real models, processes and media. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'worker/**/*.test.ts',
            'scripts/**/*.test.ts',
            'renderer/**/*.test.ts',
            'electron/**/*.test.ts',
          ],
          exclude: ['**/*.integration.test.ts', '**/node_modules/**', 'dist/**'],
          testTimeout: 30_000,
          expect: PATIENT,
          globalSetup: TEMPORARY_FOLDER,
          env: NO_TELEMETRY,
        },
      },
      {
        test: {
          name: 'integration',
          include: [
            'worker/**/*.integration.test.ts',
            'scripts/**/*.integration.test.ts',
            'electron/**/*.integration.test.ts',
            'e2e/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', 'dist/**'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          expect: PATIENT,
          globalSetup: TEMPORARY_FOLDER,
          env: NO_TELEMETRY,
          pool: 'forks',
          maxWorkers: 2,
        },
      },
    ],
  },
});
