import { acquireFileLock } from '../../database/fileLock.ts';
import { openCrashLedger } from '../../models/crashLedger.ts';
import { countOnlyDeaths } from '../countOnlyDeaths.ts';

/** Ends in the middle of loading a model: by itself, or as a crash ends it. */
const [, , folder = '', how] = process.argv;
countOnlyDeaths(openCrashLedger(folder, acquireFileLock)).begin({ modelId: 'base', folder: '/models/base' });
if (how === 'exit') process.exit(3);
process.kill(process.pid, 'SIGKILL');
