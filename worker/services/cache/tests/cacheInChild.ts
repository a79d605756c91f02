import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { JobStage } from '../../../contract/index.ts';
import type { JobContext } from '../../../jobs/jobRun.ts';
import type { StartJob } from '../../startJob.ts';
import { openTestCache } from './openTestCache.ts';

/** What the child is to do, as JSON in its first argument. */
export interface CacheInChild {
  readonly dataDir: string;
  readonly request: StartJob;
  /** Dies without warning at this report of progress, counted from 1. */
  readonly killAt?: number;
  /** Says that it is there, and works until it is killed, from the first report of this stage on. */
  readonly staysAt?: JobStage;
  /** At the first report of copying done: unmounts this folder, or removes it. */
  readonly loses?: { readonly how: 'unmount' | 'remove'; readonly folder: string };
  /** Runs as a user to whom permissions apply. */
  readonly isOrdinaryUser?: boolean;
}

const task = JSON.parse(process.argv[2] ?? '') as CacheInChild;
if (task.isOrdinaryUser === true && process.geteuid?.() === 0) process.seteuid?.(65_534);
let reports = 0;
let isLost = false;

function intercept(context: JobContext): JobContext {
  return {
    ...context,
    report(progress) {
      reports += 1;
      if (reports === task.killAt) process.kill(process.pid, 'SIGKILL');
      if (progress.stage === task.staysAt) process.stdout.write('there\n');
      if (progress.stage === 'verify' && task.loses !== undefined && !isLost) {
        isLost = true;
        const { how, folder } = task.loses;
        if (how === 'unmount') execFileSync('umount', ['-l', folder]);
        else rmSync(folder, { recursive: true, force: true });
      }
      context.report(progress);
    },
  };
}

const opened = await openTestCache({
  dataDir: task.dataDir,
  wrap: (runners) => ({
    'verify-models': {
      ...runners['verify-models'],
      run: (job, context) => runners['verify-models'].run(job, intercept(context)),
    },
    'move-cache': {
      ...runners['move-cache'],
      run: (job, context) => runners['move-cache'].run(job, intercept(context)),
    },
    'adopt-cache': runners['adopt-cache'],
    'export-models': {
      ...runners['export-models'],
      run: (job, context) => runners['export-models'].run(job, intercept(context)),
    },
    'import-models': {
      ...runners['import-models'],
      run: (job, context) => runners['import-models'].run(job, intercept(context)),
    },
  }),
});
// A model that is in use keeps a move from its end.
if (task.staysAt === 'publish') await opened.cache.uses.share();
const { status, result, error } = await opened.run(task.request);
process.stdout.write(JSON.stringify({ status, result, error, setting: opened.settings.get().cacheDir }));
await opened.close();
