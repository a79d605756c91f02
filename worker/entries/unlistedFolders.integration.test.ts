import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('./tests/runUnprivileged.ts', import.meta.url));
let cwd: string;
let secret: string;

/** Beside a recording, a folder that may not be listed, as every disk formatted with ext4 has one for root. */
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'earshot-unlisted-'));
  secret = join(cwd, 'disk', 'lost+found');
  mkdirSync(secret, { recursive: true });
  writeFileSync(join(cwd, 'disk', 'a.wav'), '');
  chmodSync(cwd, 0o755);
  chmodSync(secret, 0);
});
afterEach(() => {
  chmodSync(secret, 0o700);
  rmSync(cwd, { recursive: true });
});

function run(commandLine: string) {
  const printed = execFileSync(process.execPath, [script, cwd, commandLine], { encoding: 'utf8' });
  return JSON.parse(printed) as { exitCode: number; stdout: string; stderr: string };
}

describe('a folder that may not be listed', () => {
  it('is named, keeps no other recording from being transcribed, and the command ends with 4', () => {
    const { exitCode, stdout, stderr } = run('transcribe disk --quiet');
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: 'text\n' });
    expect(stderr).toContain(`earshot: ${join('disk', 'lost+found')}: Access denied\n`);
    expect(stderr).not.toContain('Something went wrong inside Earshot');
  });

  it('is an error of its own with --json', () => {
    const { stdout } = run('transcribe disk --json');
    const lines = stdout.trimEnd().split('\n');
    const records = lines.map((line) => JSON.parse(line) as { type: string });
    expect(records.filter(({ type }) => type === 'error' || type === 'result')).toMatchObject([
      {
        type: 'error',
        file: join('disk', 'lost+found'),
        code: 'permission-denied',
        details: { path: secret, systemCode: 'EACCES' },
      },
      { type: 'result', file: join('disk', 'a.wav') },
    ]);
  });

  it('is named just so where a pattern leads into it', () => {
    const { exitCode, stdout, stderr } = run('transcribe disk/**/*.wav --quiet');
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: 'text\n' });
    expect(stderr).toContain(`earshot: ${join('disk', 'lost+found')}: Access denied\n`);
  });

  it('is not asked for by a pattern that stays above it', () => {
    expect(run('transcribe disk/*.wav')).toMatchObject({ exitCode: 0, stdout: 'text\n' });
  });

  it('is passed by a pattern that only leads through it', () => {
    mkdirSync(join(secret, 'calls'));
    writeFileSync(join(secret, 'calls', 'b.wav'), '');
    chmodSync(secret, 0o711);
    const pattern = join(secret, 'calls', '*.wav');
    expect(run(`transcribe ${pattern}`)).toMatchObject({ exitCode: 0, stdout: 'text\n' });
  });

  it('ends the command with 1 where it is all there is', () => {
    expect(run('transcribe disk/lost+found')).toMatchObject({ exitCode: 1, stdout: '' });
  });

  it('keeps the app from being opened', () => {
    const { exitCode, stdout } = run('serve disk --json');
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([1, { type: 'error', code: 'permission-denied' }]);
  });
});
