import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type Settings, transcribeOptionsSchema } from '../../contract/index.ts';
import type { Engine, SpeedMeasurement } from '../../engine/createEngine.ts';
import { atomicWriteFile } from '../../lib/atomicWriteFile.ts';
import type { Logger } from '../../lib/logger.ts';

/** What was measured, and when. */
export interface KnownSpeed extends SpeedMeasurement {
  readonly measuredAtMs: number;
}

/** How fast this computer is, measured once for each version of the app and each way to compute, or when asked to. */
export interface SpeedProbe {
  /** Null while it was not measured. */
  current(): Promise<KnownSpeed | null>;
  /** What transcribing would take, as far as it is known: the setting, else what was measured, else the processor. */
  device(): Promise<string>;
  /**
   * Measures, if that was not done yet and no job runs; resolves when that has ended, one way or another. A measurement
   * that fails is not tried again by this process.
   */
  measure(): Promise<void>;
  /** Measures although that was done, or failed, before, if no job runs; what was known stays where that fails. */
  measureAgain(): Promise<void>;
  /** Ends a measurement in progress, for work that somebody waits for. */
  interrupt(): void;
  /** Ends it and waits until it has ended. */
  close(): Promise<void>;
}

export interface SpeedProbeOptions {
  /** Where the measurement is kept. */
  readonly file: string;
  /** All that the speed depends on. */
  readonly conditions: () => SpeedConditions;
  readonly engine: Pick<Engine, 'measureSpeed'>;
  /** True while a job runs. */
  readonly isBusy: () => boolean;
  readonly onMeasured: () => void;
  readonly logger: Logger;
  readonly now?: () => number;
}

export interface SpeedConditions {
  readonly appVersion: string;
  readonly processor: string;
  readonly threads: number;
  readonly device: Settings['device'];
}

const measurementSchema = z.object({
  device: transcribeOptionsSchema.shape.device.exclude(['auto']),
  encoderMs: z.number().positive(),
  decoderMs: z.number().positive(),
  measuredAtMs: z.number(),
});
const recordSchema = z.object({ conditions: z.string(), measurement: measurementSchema });
type SpeedRecord = z.infer<typeof recordSchema>;

export function createSpeedProbe(options: SpeedProbeOptions): SpeedProbe {
  const { file, engine, isBusy, onMeasured, logger, now = Date.now } = options;
  const failed = new Set<string>();
  let known: SpeedRecord | null = null;
  let running: { readonly controller: AbortController; readonly ended: Promise<void> } | null = null;
  let isClosed = false;

  const key = () => JSON.stringify(options.conditions());
  const current = async (): Promise<KnownSpeed | null> => {
    const conditions = key();
    if (known?.conditions !== conditions) known = await readRecord(file);
    return known?.conditions === conditions ? known.measurement : null;
  };

  async function run(signal: AbortSignal, isAgain: boolean): Promise<void> {
    if ((!isAgain && (await current()) !== null) || isBusy() || signal.aborted) return;
    const { device } = options.conditions();
    const conditions = key();
    if (!isAgain && failed.has(conditions)) return;
    try {
      const measurement = { ...(await engine.measureSpeed(device, signal)), measuredAtMs: now() };
      known = { conditions, measurement };
      logger.info('The speed of this computer was measured.', { ...measurement });
    } catch (error) {
      if (signal.aborted) return;
      failed.add(conditions);
      logger.warn('The speed of this computer could not be measured.', { device, error });
      return;
    }
    await atomicWriteFile(file, `${JSON.stringify(known, null, 2)}\n`).catch((error: unknown) => {
      logger.warn('The speed of this computer could not be kept.', { error });
    });
    onMeasured();
  }

  const start = (isAgain: boolean): Promise<void> => {
    if (isClosed) return Promise.resolve();
    if (running === null) {
      const controller = new AbortController();
      const ended = run(controller.signal, isAgain).finally(() => {
        running = null;
      });
      running = { controller, ended };
    }
    return running.ended;
  };

  return {
    current,
    async device() {
      const { device } = options.conditions();
      return device === 'auto' ? ((await current())?.device ?? 'cpu') : device;
    },
    measure: () => start(false),
    measureAgain: () => start(true),
    interrupt() {
      running?.controller.abort();
    },
    async close() {
      isClosed = true;
      running?.controller.abort();
      await running?.ended;
    },
  };
}

async function readRecord(file: string): Promise<SpeedRecord | null> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Not there yet, or not readable: it is measured again.
    return null;
  }
}
