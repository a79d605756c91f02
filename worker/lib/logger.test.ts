import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AppError } from '../contract/index.ts';
import { createLogger } from './logger.ts';
import { openRotatingFile } from './rotatingFile.ts';

function collect(level: 'debug' | 'warn' | 'silent') {
  const lines: unknown[] = [];
  const logger = createLogger({ level, write: (line) => lines.push(JSON.parse(line)), now: () => 0 });
  return { lines, logger };
}

it('writes one JSON object per line from its level on', () => {
  const { lines, logger } = collect('warn');
  logger.debug('a');
  logger.info('b');
  logger.warn('c', { sizeBytes: 3 });
  logger.error('d');
  expect(lines).toEqual([
    { sizeBytes: 3, time: '1970-01-01T00:00:00.000Z', level: 'warn', message: 'c', pid: process.pid },
    { time: '1970-01-01T00:00:00.000Z', level: 'error', message: 'd', pid: process.pid },
  ]);
});

it('writes errors with code, details and cause', () => {
  const { lines, logger } = collect('debug');
  const cause = new Error('below');
  logger.error('failed', { error: new AppError('disk-full', 'above', { details: { path: 'p' }, cause }) });
  expect(lines).toMatchObject([
    { error: { code: 'disk-full', message: 'above', details: { path: 'p' }, cause: { message: 'below' } } },
  ]);
});

it('survives what JSON cannot hold, and fields cannot take the place of the head', () => {
  const { lines, logger } = collect('debug');
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  logger.info('circular', { circular });
  logger.info('big', { size: 2n ** 70n, level: 'error', message: 'other' });
  expect(lines).toMatchObject([
    { message: 'circular' },
    { message: 'big', level: 'info', size: '1180591620717411303424' },
  ]);
});

it('writes nothing when silent', () => {
  const { lines, logger } = collect('silent');
  logger.error('x');
  expect(lines).toEqual([]);
});

it('moves full files aside, keeps so many of them, and goes on after a restart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-log-'));
  const path = join(folder, 'logs', 'worker.log');
  const options = { path, maxBytes: 10, keep: 2 };
  const first = openRotatingFile(options);
  for (const line of ['1234', '5678', 'abcd']) first(line);
  const second = openRotatingFile(options);
  for (const line of ['efgh', 'ijkl', 'longer than a whole file', 'mnop']) second(line);
  expect(readdirSync(join(folder, 'logs'))).toEqual(['worker.log', 'worker.log.1', 'worker.log.2']);
  expect(['', '.1', '.2'].map((suffix) => readFileSync(path + suffix, 'utf8'))).toEqual([
    'mnop\n',
    'longer than a whole file\n',
    'ijkl\n',
  ]);
  rmSync(folder, { recursive: true });
});

it('drops lines that cannot be written', () => {
  const write = openRotatingFile({ path: join(tmpdir(), '\0'), maxBytes: 10, keep: 1 });
  expect(() => {
    write('x');
  }).not.toThrow();
});
