import { hasErrorCode } from '../../contract/index.ts';
import { openDatabase } from '../openDatabase.ts';

/** Opens the library when its standard input ends, so that several processes do it together; prints `ok` or the code. */
process.stdin.resume().on('end', () => {
  try {
    const database = openDatabase({ path: process.argv[2] ?? '' });
    database.run(
      'INSERT INTO media (path, content_hash, size_bytes, duration_seconds) VALUES (?, ?, 1, 2)',
      'p',
      String(process.pid),
    );
    database.close();
    process.stdout.write('ok');
  } catch (error) {
    process.stdout.write(hasErrorCode(error, 'database-busy') ? 'busy' : String(error));
  }
});
process.stdout.write('ready ');
