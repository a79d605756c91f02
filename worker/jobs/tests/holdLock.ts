import { serializeError } from '../../contract/index.ts';
import { acquireInstanceLock } from '../instanceLock.ts';

/** Takes the lock of a data directory and holds it until its standard input ends; prints `locked` or the error. */
try {
  const lock = acquireInstanceLock(process.argv[2] ?? '');
  process.stdout.write('"locked"\n');
  process.stdin.resume().on('end', () => {
    lock.release();
  });
} catch (error) {
  process.stdout.write(`${JSON.stringify(serializeError(error))}\n`);
}
