import { describe, expect, it } from 'vitest';
import type { GlobalOptions, TranscribeCommand } from './command.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { UsageError } from './usageError.ts';

const GLOBALS: GlobalOptions = {
  dataDir: null,
  offline: false,
  quiet: false,
  json: false,
  yes: false,
  logLevel: 'info',
};
const TRANSCRIBE: TranscribeCommand = {
  name: 'transcribe',
  inputs: ['a.wav'],
  options: {},
  hotwordsFile: null,
  formats: null,
  output: null,
  words: false,
  force: false,
  overwrite: false,
};

function parse(commandLine: string) {
  return parseCommandLine(commandLine.split(' ').filter((part) => part !== ''));
}

describe('parseCommandLine', () => {
  it('reads a transcription with nothing but a file', () => {
    expect(parse('transcribe a.wav')).toEqual({ kind: 'command', command: TRANSCRIBE, globals: GLOBALS });
  });

  it('reads every option of a transcription, before and after the command', () => {
    expect(
      parse(
        '--data-dir d --offline transcribe a.wav b/ *.mp3 -m m -l DE --language-detection chunk --task translate ' +
          '-f srt,vtt -f json,srt -o out --words --prompt Berlin --hotwords w.txt --device cpu --beam 5 --stream 2 ' +
          '--channels split --force --overwrite --json -q -y --log-level debug',
      ),
    ).toEqual({
      kind: 'command',
      command: {
        name: 'transcribe',
        inputs: ['a.wav', 'b/', '*.mp3'],
        options: {
          model: 'm',
          language: 'de',
          languageDetection: 'chunk',
          task: 'translate',
          prompt: 'Berlin',
          device: 'cpu',
          beamSize: 5,
          streamIndex: 2,
          channels: 'split',
        },
        hotwordsFile: 'w.txt',
        formats: ['srt', 'vtt', 'json'],
        output: 'out',
        words: true,
        force: true,
        overwrite: true,
      },
      globals: { dataDir: 'd', offline: true, quiet: true, json: true, yes: true, logLevel: 'debug' },
    });
  });

  it('takes what follows two dashes as names', () => {
    expect(parse('transcribe -- -a.wav --help')).toMatchObject({ command: { inputs: ['-a.wav', '--help'] } });
  });

  it('does not compute words when they are refused', () => {
    expect(parse('transcribe a.wav --no-words')).toMatchObject({
      command: { options: { words: false }, words: false },
    });
  });

  it('writes text when only a place is given', () => {
    expect(parse('transcribe a.wav --output -')).toMatchObject({
      command: { formats: ['txt'], output: '-' },
    });
  });

  it.each([
    ['library list', { name: 'library', action: 'list' }],
    ['library show m1 --words', { name: 'library', action: 'show', meetingId: 'm1', words: true }],
    ['library search new release', { name: 'library', action: 'search', query: 'new release' }],
    ['library remove m1', { name: 'library', action: 'remove', meetingId: 'm1' }],
    [
      'library export m1 --format srt -o a.srt',
      {
        name: 'library',
        action: 'export',
        meetingId: 'm1',
        format: 'srt',
        output: 'a.srt',
        words: false,
        overwrite: false,
      },
    ],
    ['jobs list', { name: 'jobs', action: 'list' }],
    ['jobs cancel j1', { name: 'jobs', action: 'cancel', jobId: 'j1' }],
    ['jobs retry j1', { name: 'jobs', action: 'retry', jobId: 'j1' }],
    ['models list', { name: 'models', action: 'list' }],
    ['models pull o/n@v1', { name: 'models', action: 'pull', model: 'o/n@v1', dtype: null }],
    ['models pull w --dtype q4', { name: 'models', action: 'pull', model: 'w', dtype: 'q4' }],
    [
      'models remove w --dry-run',
      { name: 'models', action: 'remove', modelId: 'w', commit: null, dryRun: true },
    ],
    [
      'models remove w --commit abc',
      { name: 'models', action: 'remove', modelId: 'w', commit: 'abc', dryRun: false },
    ],
    ['models verify', { name: 'models', action: 'verify', modelId: null }],
    ['models verify w', { name: 'models', action: 'verify', modelId: 'w' }],
    ['models repair w', { name: 'models', action: 'repair', modelId: 'w' }],
    ['models update', { name: 'models', action: 'update', modelId: null, dryRun: false }],
    ['models versions w --use abc', { name: 'models', action: 'versions', modelId: 'w', use: 'abc' }],
    [
      'models export a b a all.tar --overwrite',
      { name: 'models', action: 'export', modelIds: ['a', 'b'], file: 'all.tar', overwrite: true },
    ],
    ['models import all.tar', { name: 'models', action: 'import', file: 'all.tar' }],
    ['models prune --dry-run', { name: 'models', action: 'prune', dryRun: true }],
    ['models unpin w', { name: 'models', action: 'unpin', modelId: 'w' }],
    ['models unload', { name: 'models', action: 'unload', modelId: null }],
    ['models prepare', { name: 'models', action: 'prepare', modelIds: null }],
    ['models prepare a b', { name: 'models', action: 'prepare', modelIds: ['a', 'b'] }],
    ['cache info', { name: 'cache', action: 'info', withFiles: false }],
    ['cache info --files', { name: 'cache', action: 'info', withFiles: true }],
    ['cache move /disk', { name: 'cache', action: 'move', folder: '/disk' }],
    ['cache clear --task vad', { name: 'cache', action: 'clear', task: 'vad', dryRun: false }],
    ['cache policy', { name: 'cache', action: 'policy', changes: {}, cleanUp: null }],
    [
      'cache policy --budget 1.5GB --unused-days off --dry-run',
      {
        name: 'cache',
        action: 'policy',
        changes: { budgetBytes: 1_500_000_000, unusedDays: null },
        cleanUp: 'preview',
      },
    ],
    ['cache policy --run', { name: 'cache', action: 'policy', changes: {}, cleanUp: 'run' }],
    ['network --limit 5', { name: 'network', limit: 5 }],
    ['serve', { name: 'serve', inputs: [], port: 0, open: false }],
    ['serve --port 8080 --open', { name: 'serve', inputs: [], port: 8080, open: true }],
    ['serve a.wav calls --open', { name: 'serve', inputs: ['a.wav', 'calls'], port: 0, open: true }],
    ['doctor', { name: 'doctor' }],
  ])('reads "%s"', (commandLine, command) => {
    expect(parse(commandLine)).toEqual({ kind: 'command', command, globals: GLOBALS });
  });

  it.each([
    ['', { kind: 'help', topic: null }],
    ['--help', { kind: 'help', topic: null }],
    ['help', { kind: 'help', topic: null }],
    ['help jobs', { kind: 'help', topic: 'jobs' }],
    ['transcribe -h', { kind: 'help', topic: 'transcribe' }],
    ['--version', { kind: 'version' }],
    ['transcribe -v', { kind: 'version' }],
  ])('answers "%s" without a worker', (commandLine, invocation) => {
    expect(parse(commandLine)).toEqual(invocation);
  });

  it.each([
    ['frobnicate', 'There is no command "frobnicate".', null],
    ['constructor', 'There is no command "constructor".', null],
    ['help nonsense', 'There is no command "nonsense".', null],
    ['nonsense --help', 'There is no command "nonsense".', null],
    ['transcribe', 'Name at least one file, folder or pattern to transcribe.', 'transcribe'],
    [
      'transcribe -',
      'A recording cannot be read from standard input; give the name of a file.',
      'transcribe',
    ],
    ['transcribe a --nope', "Unknown option '--nope'.", 'transcribe'],
    ['transcribe a --model', "Option '-m, --model <value>' argument missing.", 'transcribe'],
    ['transcribe a --json=yes', "Option '--json' does not take an argument.", 'transcribe'],
    [
      'transcribe a --language english',
      '--language cannot be "english". Use auto or a code such as en, de or ja.',
      'transcribe',
    ],
    ['transcribe a --beam 1.5', '--beam cannot be "1.5". Use a number from 1 to 16.', 'transcribe'],
    ['transcribe a --beam 99', '--beam cannot be 99. Use a number from 1 to 16.', 'transcribe'],
    [
      `transcribe a --prompt ${'x'.repeat(4001)}`,
      `--prompt cannot be "${'x'.repeat(40)}…". Use at most 4000 characters.`,
      'transcribe',
    ],
    ['transcribe a --task sing', '--task cannot be "sing". Use transcribe or translate.', 'transcribe'],
    ['transcribe a --device gpu', '--device cannot be "gpu". Use auto, cpu or webgpu.', 'transcribe'],
    [
      'transcribe a -f doc',
      'There is no format "doc". Use txt, md, docx, html, srt, vtt, json, csv, tsv.',
      'transcribe',
    ],
    [
      'transcribe a -f pdf',
      'A PDF is laid out by the app or by a browser. Write html and print it, or write docx.',
      'transcribe',
    ],
    ['transcribe a -f docx -o -', 'docx is no text: name a file with --output.', 'transcribe'],
    ['library export m1 -f docx', 'docx is no text: name a file with --output.', 'library'],
    ['transcribe a -f srt,vtt -o -', '--output - takes one format.', 'transcribe'],
    ['transcribe a -o - --json', '--output - and --json cannot both write to standard output.', 'transcribe'],
    [
      'transcribe a --log-level loud',
      '--log-level cannot be "loud". Use debug, info, warn, error.',
      'transcribe',
    ],
    ['library', 'Use library list, show, search, export or remove.', 'library'],
    ['library show', 'library show needs one id.', 'library'],
    ['library show a b', 'library show needs one id.', 'library'],
    ['library search', 'Say what to search for.', 'library'],
    ['library export m1', 'library export needs one format: --format srt.', 'library'],
    ['library list --beam 2', '--beam does not go with library list.', 'library'],
    ['jobs pause j1', 'Use jobs list, cancel or retry.', 'jobs'],
    ['jobs list all', '"all" is not understood here.', 'jobs'],
    [
      'models',
      'Use models list, available, pull, remove, verify, repair, update, versions, export, import, prune, pin, unpin, ' +
        'unload, release, prepare or statistics.',
      'models',
    ],
    ['models pull', 'models pull needs one id.', 'models'],
    ['models verify a b', 'models verify takes at most one id.', 'models'],
    [
      'models export all.tar',
      'models export needs the ids of models and, last, the file to write.',
      'models',
    ],
    ['models list --dry-run', '--dry-run does not go with models list.', 'models'],
    ['cache', 'Use cache info, move, adopt, clear or policy.', 'cache'],
    ['cache move', 'cache move needs one folder.', 'cache'],
    ['cache clear --task tts', '--task cannot be "tts". Use asr, vad.', 'cache'],
    ['cache policy --budget lots', '--budget cannot be "lots". Use a size such as 20GB, or off.', 'cache'],
    ['cache policy --budget 0', '--budget cannot be "0". Use a size such as 20GB, or off.', 'cache'],
    ['cache policy --unused-days 0', '--unused-days cannot be "0". Use a number of days, or off.', 'cache'],
    ['network all', '"all" is not understood here.', 'network'],
    ['network --limit 0', '--limit cannot be "0". Use a number from 1 to 10000.', 'network'],
    ['serve -', 'A recording cannot be read from standard input; give the name of a file.', 'serve'],
    ['doctor here', '"here" is not understood here.', 'doctor'],
    ['serve --port 65536', '--port cannot be "65536". Use a number from 0 to 65535.', 'serve'],
    ['serve --port 1e3', '--port cannot be "1e3". Use a number from 0 to 65535.', 'serve'],
    ['serve --beam 2', '--beam does not go with serve.', 'serve'],
    ['transcribe a --open', '--open does not go with transcribe.', 'transcribe'],
    ['doctor who', '"who" is not understood here.', 'doctor'],
  ])('refuses "%s"', (commandLine, message, topic) => {
    let refused: unknown;
    try {
      parse(commandLine);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(UsageError);
    expect(refused).toMatchObject({ message, topic });
  });

  it.each([
    [['jobs', 'list', '--data-dir', ''], '--data-dir cannot be empty.'],
    [['transcribe', 'a', '-f', 'srt', '-o', ''], '--output cannot be empty.'],
    [['transcribe', 'a', '--hotwords='], '--hotwords cannot be empty.'],
    [['library', 'export', 'm1', '-f', 'srt', '-o', ''], '--output cannot be empty.'],
    [['models', 'pull', 'w', '--dtype', ''], '--dtype cannot be empty.'],
    [['models', 'remove', 'w', '--commit', ''], '--commit cannot be empty.'],
    [['models', 'versions', 'w', '--use', ''], '--use cannot be empty.'],
    [['transcribe', 'a', '--model', ''], '--model cannot be "".'],
    [['library', 'search', ''], 'Say what to search for.'],
    [['library', 'search', ' ', '\t'], 'Say what to search for.'],
    [['library', 'show', ''], 'library show needs one id.'],
    [['library', 'remove', ''], 'library remove needs one id.'],
    [['jobs', 'cancel', ''], 'jobs cancel needs one id.'],
    [['models', 'verify', ''], 'A name cannot be empty.'],
    [['transcribe', ''], 'The name of a file cannot be empty.'],
  ])('refuses what is empty, as where the variable of a script is not set: %j', (argv, message) => {
    expect(() => parseCommandLine(argv)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });

  it('takes an empty prompt for none', () => {
    expect(parseCommandLine(['transcribe', 'a.wav', '--prompt', ''])).toMatchObject({
      command: { options: { prompt: '' } },
    });
  });
});
