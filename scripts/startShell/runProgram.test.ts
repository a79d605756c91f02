import { expect, it } from 'vitest';
import { runProgram } from './runProgram.ts';

const run = (script: string) => runProgram(process.execPath, ['-e', script]);

it.each([
  ['ends in order', '', { code: 0, didStart: true }],
  ['fails by itself', 'process.exit(1)', { code: 1, didStart: true }],
  ['lacks a library of the system', 'process.exit(127)', { code: 127, didStart: false }],
])('tells a program that %s from one that does not run', async (_what, script, end) => {
  expect(await run(script)).toMatchObject(end);
});

it.runIf(process.platform !== 'win32')(
  'takes a crash at the start for a program that does not run',
  async () => {
    expect(await run("process.kill(process.pid, 'SIGABRT')")).toMatchObject({
      signal: 'SIGABRT',
      didStart: false,
    });
  },
);

it('says why there is no process, and leaves no listener for signals', async () => {
  const before = process.listenerCount('SIGINT');
  const { error, didStart } = await runProgram('/nowhere/electron', []);
  expect([error instanceof Error && 'code' in error && error.code, didStart]).toEqual(['ENOENT', false]);
  expect(process.listenerCount('SIGINT')).toBe(before);
});
