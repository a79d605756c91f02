import { serializeError } from '../../contract/index.ts';
import { acquireInstanceLock } from '../instanceLock.ts';

/**
 * Takes the lock of a data directory and holds it until its standard input ends; prints `locked` or the error. As
 * `nobody` it may not write what others own, even if a test is run by root.
 */
if (process.argv[3] === 'nobody' && process.geteuid?.() === 0) process.seteuid?.(65_534);
try {
  const lock = acquireInstanceLock(process.argv[2] ?? '');
  process.stdout.write('"locked"\n');
  process.stdin.resume().on('end', () => {
    lock.release();
  });
} catch (error) {
  process.stdout.write(`${JSON.stringify(serializeError(error))}\n`);
}
