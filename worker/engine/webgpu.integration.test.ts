import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { softwareVulkan } from './__fixtures__/softwareVulkan.ts';
import type { ToyRun } from './__fixtures__/toyOnDevice.ts';

const SCRIPT = fileURLToPath(new URL('./__fixtures__/toyOnDevice.ts', import.meta.url));

/** In a process of its own, because the Vulkan driver is chosen by the environment when a process first needs one. */
async function runToy(env: NodeJS.ProcessEnv, ...args: string[]): Promise<ToyRun> {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, ...args], { env });
  return JSON.parse(stdout) as ToyRun;
}

/** The toy's tokens are thousandths of its result. */
function valuesOf(run: ToyRun): number[] {
  return run.results.flatMap((result) => result.segments.flatMap((segment) => segment.tokens));
}

function devicesOf(run: ToyRun): string[] {
  return run.results.flatMap((result) => result.segments.map((segment) => segment.text));
}

describe('the engine on WebGPU', () => {
  let onCpu: ToyRun;

  beforeAll(async () => {
    onCpu = await runToy(process.env, 'cpu');
  });

  it('gives the results of the CPU within a thousandth', async () => {
    const onGpu = await runToy(softwareVulkan(), 'webgpu');
    expect(onGpu).toMatchObject({ openedOn: 'webgpu', endedOn: 'webgpu', failures: [] });
    expect(devicesOf(onGpu)).toEqual(['webgpu', 'webgpu', 'webgpu']);
    const expected = valuesOf(onCpu);
    expect(expected.some((value) => value > 50)).toBe(true);
    const differences = valuesOf(onGpu).map((value, index) => Math.abs(value - (expected[index] ?? NaN)));
    expect(differences).toHaveLength(48);
    expect(Math.max(...differences)).toBeLessThanOrEqual(1);
  });

  it('goes on on the CPU when the GPU fails in the middle of a call', async () => {
    const run = await runToy(softwareVulkan(), 'webgpu', 'fail');
    expect(devicesOf(run)).toEqual(['webgpu', 'cpu', 'cpu']);
    expect(run).toMatchObject({
      openedOn: 'webgpu',
      endedOn: 'cpu',
      failures: [{ device: 'webgpu', reason: 'device lost' }],
    });
  });

  /** Elsewhere the system's own driver is used, whatever the environment says. */
  const onLinux = it.runIf(process.platform === 'linux');

  onLinux('opens on the CPU where no GPU can be had', async () => {
    const run = await runToy({ ...process.env, VK_DRIVER_FILES: '/nonexistent/driver.json' }, 'webgpu');
    expect(run).toMatchObject({ openedOn: 'cpu', endedOn: 'cpu', failures: [{ device: 'webgpu' }] });
    expect(run.results).toEqual(onCpu.results);
  });

  onLinux('does not take a software renderer for a GPU by itself', async () => {
    expect(await runToy(softwareVulkan(), 'auto')).toEqual(onCpu);
  });
});
