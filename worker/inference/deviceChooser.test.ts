import { describe, expect, it } from 'vitest';
import { createDeviceChooser } from './deviceChooser.ts';
import { type Device, executionProviders } from './executionProviders.ts';

describe('executionProviders', () => {
  it('puts what this build has in order of preference and leaves out what Earshot cannot use', () => {
    const devices = executionProviders(['cpu', 'cuda', 'tensorrt', 'coreml', 'dml', 'webgpu']).map(
      (p) => p.device,
    );
    expect(devices).toEqual(['webgpu', 'dml', 'coreml', 'cpu']);
  });

  it('finds the CPU and WebGPU in the installed package', () => {
    expect(executionProviders().map((provider) => provider.device)).toEqual(
      expect.arrayContaining(['webgpu', 'cpu']),
    );
  });
});

describe('createDeviceChooser', () => {
  const providers = executionProviders(['cpu', 'webgpu', 'dml', 'coreml']);

  function createChooser(usable: readonly Device[], probed: Device[] = []) {
    return createDeviceChooser({
      providers,
      probe(device) {
        probed.push(device);
        const isUsable = usable.includes(device);
        return Promise.resolve({ usable: isUsable, reason: isUsable ? '1 ms' : 'no adapter' });
      },
    });
  }

  it('takes the first usable provider for auto and probes each device once', async () => {
    const probed: Device[] = [];
    const chooser = createChooser(['dml'], probed);
    const choices = await Promise.all([chooser.choose('auto', 'base'), chooser.choose('auto', 'tiny')]);
    expect(choices).toEqual([
      { device: 'dml', reason: '1 ms' },
      { device: 'dml', reason: '1 ms' },
    ]);
    expect(probed).toEqual(['webgpu', 'dml']);
  });

  it('takes the CPU for auto when nothing else is usable, and says why', async () => {
    expect(await createChooser([]).choose('auto', 'base')).toEqual({
      device: 'cpu',
      reason: 'webgpu: no adapter; dml: no adapter',
    });
  });

  it('never takes coreml for auto', async () => {
    expect((await createChooser(['coreml']).choose('auto', 'base')).device).toBe('cpu');
  });

  it('takes a device asked for by name without probing it', async () => {
    const probed: Device[] = [];
    expect(await createChooser([], probed).choose('webgpu', 'base')).toEqual({
      device: 'webgpu',
      reason: 'asked for',
    });
    expect(probed).toEqual([]);
  });

  it('takes the CPU when the device asked for is not in this build', async () => {
    const chooser = createDeviceChooser({
      providers: executionProviders(['cpu']),
      probe: () => Promise.reject(new Error('Nothing is to be probed.')),
    });
    expect(await chooser.choose('dml', 'base')).toEqual({
      device: 'cpu',
      reason: 'dml is not in this build',
    });
  });

  it('passes over a device that failed on a model, for that model only', async () => {
    const chooser = createChooser(['webgpu']);
    chooser.recordFailure({ device: 'webgpu', modelKey: 'large', reason: 'out of memory' });
    const choices = [
      await chooser.choose('auto', 'large'),
      await chooser.choose('webgpu', 'large'),
      await chooser.choose('auto', 'tiny'),
    ];
    expect(choices.map((choice) => choice.device)).toEqual(['cpu', 'cpu', 'webgpu']);
  });
});
