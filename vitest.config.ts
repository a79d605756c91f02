import { defineConfig } from 'vitest/config';

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
          pool: 'forks',
          maxWorkers: 2,
        },
      },
    ],
  },
});
