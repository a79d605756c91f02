import { chmodSync } from 'node:fs';
import { serializeError } from '../../contract/index.ts';
import { openDatabase } from '../openDatabase.ts';

/**
 * Opens the library named on the command line as a user who may be refused, and prints `ok` or the error as JSON.
 * Root may write everything, so it becomes nobody first; the modules are loaded by then.
 */
const [, , path = '', folder = '', mode = ''] = process.argv;
chmodSync(folder, Number.parseInt(mode, 8));
if (process.geteuid?.() === 0) process.seteuid?.(65_534);
try {
  const database = openDatabase({ path, busyTimeoutMs: 0 });
  database.close();
  process.stdout.write('"ok"');
} catch (error) {
  process.stdout.write(JSON.stringify(serializeError(error)));
}
