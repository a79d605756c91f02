import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('./devHub.ts', import.meta.url));
const starter = fileURLToPath(new URL('../assets/models/earshot-starter/', import.meta.url));

it('serves the starter model as a repository until it is interrupted', async () => {
  const hub = spawn(process.execPath, [script, '--port', '0', '--fault', 'cloudfrontHit'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const ready = new Promise<string>((resolve) => {
    hub.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const endpoint = /^export HF_ENDPOINT=(\S+)$/m.exec(output)?.[1];
      if (endpoint !== undefined && output.includes('Faults:')) resolve(endpoint);
    });
  });
  try {
    const url = `${await ready}/earshot/starter-test/resolve/main`;
    const model = await fetch(`${url}/onnx/encoder_model_quantized.onnx`);
    expect(model.headers.get('x-cache')).toBe('Hit from cloudfront');
    const expected = readFileSync(`${starter}onnx/encoder_model_quantized.onnx`);
    expect(Buffer.from(await model.arrayBuffer()).equals(expected)).toBe(true);
    expect(await (await fetch(`${url}/config.json`)).text()).toBe(
      readFileSync(`${starter}config.json`, 'utf8'),
    );
  } finally {
    hub.kill('SIGINT');
  }
  expect(await once(hub, 'exit')).toEqual([0, null]);
});

it('lists its faults', async () => {
  const hub = spawn(process.execPath, [script, '--fault', 'list'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  hub.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  expect(await once(hub, 'close')).toEqual([0, null]);
  expect(output).toMatch(/^Faults: reset, truncate, extend, /);
});
