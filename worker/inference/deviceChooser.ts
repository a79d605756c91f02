import type { Device, ExecutionProvider } from './executionProviders.ts';
import type { ProbeResult } from './probeDevice.ts';

export interface DeviceChoice {
  readonly device: Device;
  readonly reason: string;
}

/** A device that failed on a model, with the reason. */
export interface DeviceFailure {
  readonly device: Device;
  readonly modelKey: string;
  readonly reason: string;
}

export interface DeviceChooser {
  /**
   * The device to use for a model. `auto` takes the first provider that its probe finds usable, and a device that
   * is asked for by name is taken as it is; either is passed over where it is not in this build or has failed on
   * this model before. The CPU is what remains.
   */
  choose(requested: 'auto' | Device, modelKey: string): Promise<DeviceChoice>;
  /** Remembers that a device failed on a model, until the process ends. */
  recordFailure(failure: DeviceFailure): void;
}

export interface DeviceChooserOptions {
  readonly providers: readonly ExecutionProvider[];
  /** Called at most once for each device. */
  readonly probe: (device: Device) => Promise<ProbeResult>;
  /** Failures from before the inference thread was started anew. */
  readonly failures?: readonly DeviceFailure[];
}

export function createDeviceChooser(options: DeviceChooserOptions): DeviceChooser {
  const failures = [...(options.failures ?? [])];
  const probes = new Map<Device, Promise<ProbeResult>>();

  function probeOnce(device: Device): Promise<ProbeResult> {
    const probe = probes.get(device) ?? options.probe(device);
    probes.set(device, probe);
    return probe;
  }

  function findFailure(device: Device, modelKey: string): DeviceFailure | undefined {
    return failures.find((failure) => failure.device === device && failure.modelKey === modelKey);
  }

  async function chooseAutomatically(modelKey: string): Promise<DeviceChoice> {
    const passedOver: string[] = [];
    for (const { device, automatic } of options.providers) {
      if (!automatic || device === 'cpu') continue;
      const failure = findFailure(device, modelKey);
      if (failure !== undefined) {
        passedOver.push(`${device}: ${failure.reason}`);
        continue;
      }
      const { usable, reason } = await probeOnce(device);
      if (usable) return { device, reason };
      passedOver.push(`${device}: ${reason}`);
    }
    return { device: 'cpu', reason: passedOver.join('; ') || 'no other provider in this build' };
  }

  return {
    async choose(requested, modelKey) {
      if (requested === 'auto') return chooseAutomatically(modelKey);
      if (requested === 'cpu') return { device: 'cpu', reason: 'asked for' };
      if (!options.providers.some(({ device }) => device === requested)) {
        return { device: 'cpu', reason: `${requested} is not in this build` };
      }
      const failure = findFailure(requested, modelKey);
      if (failure !== undefined) return { device: 'cpu', reason: `${requested}: ${failure.reason}` };
      return { device: requested, reason: 'asked for' };
    },
    recordFailure(failure) {
      failures.push(failure);
    },
  };
}
