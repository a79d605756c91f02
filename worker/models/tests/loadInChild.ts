import { acquireFileLock } from '../../database/fileLock.ts';
import { openCrashLedger } from '../crashLedger.ts';

/** A process that says that it loads a model and does not come back from it: `ledgerFolder modelId folder`. */
const [ledgerFolder = '', modelId = '', folder = ''] = process.argv.slice(2);

openCrashLedger(ledgerFolder, acquireFileLock).begin({ modelId, folder });
process.stdout.write('loading');
setInterval(() => undefined, 1_000_000);
