import { describe, expect, it } from 'vitest';
import type { GlobalOptions, TranscribeCommand } from './command.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { UsageError } from './usageError.ts';

const GLOBALS: GlobalOptions = { dataDir: null, offline: false, quiet: false, json: false, logLevel: 'info' };
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
          '--channels split --force --overwrite --json -q --log-level debug',
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
      globals: { dataDir: 'd', offline: true, quiet: true, json: true, logLevel: 'debug' },
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
    ['serve', { name: 'serve', port: 0, open: false }],
    ['serve --port 8080 --open', { name: 'serve', port: 8080, open: true }],
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
    ['nonsense --help', { kind: 'help', topic: null }],
    ['--version', { kind: 'version' }],
    ['transcribe -v', { kind: 'version' }],
  ])('answers "%s" without a worker', (commandLine, invocation) => {
    expect(parse(commandLine)).toEqual(invocation);
  });

  it.each([
    ['frobnicate', 'There is no command "frobnicate".', null],
    ['constructor', 'There is no command "constructor".', null],
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
    ['serve here', '"here" is not understood here.', 'serve'],
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
});
