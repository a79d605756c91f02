import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { expect, it } from 'vitest';
import { buildDesktop } from './buildDesktop.ts';
import { findElectron } from './findElectron.ts';
import { removeFolder } from './openTestDesktop.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Of one step; a first transcription loads the models. */
const STEP_TIMEOUT_MS = 120_000;
const NOT_RUN =
  "NOT RUN: Electron's program is not here, so nothing was tested in the real Electron. " +
  'Run npx install-electron, or set ELECTRON_OVERRIDE_DIST_PATH.';

const electron = findElectron(process.env);

/**
 * One way through the app in the real Electron: what its stand-in of the other tests cannot know. Where Electron's program
 * is missing, the report says that it was not run; with EARSHOT_REQUIRE_ELECTRON, as on the build servers, that fails.
 */
it('opens a window in the real Electron, transcribes, plays, reloads, and survives a crash of the worker', async (context) => {
  if (electron === null) {
    if (process.env['EARSHOT_REQUIRE_ELECTRON']) throw new Error(NOT_RUN);
    console.warn(NOT_RUN);
    return context.skip(NOT_RUN);
  }
  buildDesktop();
  const dataDir = await mkdtemp(join(tmpdir(), 'earshot-electron-'));
  const app = await launch(electron, dataDir);
  try {
    const page = await app.firstWindow();
    page.setDefaultTimeout(STEP_TIMEOUT_MS);
    const problems = collectProblems(page);
    await page.getByRole('heading', { name: 'Welcome to Earshot' }).waitFor();
    expect(await describeIsolation(page)).toEqual({
      origin: 'app://earshot',
      node: ['undefined', 'undefined', 'undefined'],
      host: ['call', 'getFilePath', 'onShow', 'onWorkerGone'],
    });

    await page.getByRole('button', { name: 'Try the sample' }).click();
    await page.getByRole('link', { name: 'project-meeting' }).click();
    await page.getByText('Thursday', { exact: true }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    const position = page.getByRole('slider', { name: 'Position' });
    // The player can only be there if ranges are answered.
    expect(Number(await position.inputValue())).toBeGreaterThan(10);

    await page.reload();
    await page.getByText('Thursday', { exact: true }).waitFor();
    await killWorker(app);
    await page.getByRole('link', { name: 'Library' }).click();
    await page.getByRole('link', { name: 'project-meeting' }).click();
    await page.getByText('Thursday', { exact: true }).waitFor();
    expect(problems).toEqual([]);
  } finally {
    await app.close();
    await removeFolder(dataDir);
  }
});

function launch(executablePath: string, dataDir: string): Promise<ElectronApplication> {
  return _electron.launch({
    executablePath,
    // Chromium refuses to run as root with its sandbox.
    args: [ROOT, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: { ...process.env, EARSHOT_DATA_DIR: dataDir } as Record<string, string>,
  });
}

/** What the page logs as an error; violations of its policy are among them. */
function collectProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  return problems;
}

/** As a string: the page has types of its own. */
function describeIsolation(page: Page): Promise<unknown> {
  return page.evaluate(`({
    origin: location.origin,
    node: [typeof require, typeof process, typeof module],
    host: Object.keys(window.earshotHost).sort(),
  })`);
}

async function killWorker(app: ElectronApplication): Promise<void> {
  const isKilled = await app.evaluate(({ app: main }) => {
    const worker = main.getAppMetrics().find(({ name }) => name === 'Earshot worker');
    return worker !== undefined && process.kill(worker.pid, 'SIGKILL');
  });
  expect(isKilled).toBe(true);
}
