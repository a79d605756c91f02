import { AppError, settingsSchema } from '../../contract/index.ts';
import { createTestWorker } from '../../rpc/testWorker.ts';
import { runTestCommand } from './runTestCommand.ts';
import { createTranscribeJob } from './testJobs.ts';
import { TEST_MEETING } from './testMeeting.ts';

/**
 * Runs the command line that follows, in the folder that is named first, as a user whom the system refuses what is not
 * for everybody, and prints what came of it as JSON. Root may read everything, so it becomes nobody first; the modules
 * are loaded by then.
 */
const [, , cwd = '', commandLine = ''] = process.argv;
if (process.geteuid?.() === 0) process.seteuid?.(65_534);
const worker = createTestWorker({
  'settings.get': () => settingsSchema.parse({}),
  'models.list': () => [],
  'models.catalog': () => [],
  'jobs.start': (request) => {
    if (request.kind !== 'transcribe')
      throw new AppError('internal', 'Only recordings are transcribed here.');
    return createTranscribeJob({ status: 'completed', meetingId: 'm1' });
  },
  'library.get': () => TEST_MEETING,
  'exports.render': () => 'text\n',
});
const { exitCode, stdout, stderr } = await runTestCommand(commandLine, worker, { cwd });
process.stdout.write(JSON.stringify({ exitCode, stdout, stderr }));
