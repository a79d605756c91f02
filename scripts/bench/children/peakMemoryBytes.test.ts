import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const MODULE = new URL('./peakMemoryBytes.ts', import.meta.url).href;

it('counts what the process had, and nothing of the one that started it', () => {
  const ofParent = Buffer.alloc(400e6, 1);
  const script = `
    import { peakMemoryBytes } from ${JSON.stringify(MODULE)};
    Buffer.alloc(50e6, 1);
    console.log(peakMemoryBytes());`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  expect(Number(output)).toBeGreaterThan(50e6);
  expect(Number(output)).toBeLessThan(ofParent.length);
});
