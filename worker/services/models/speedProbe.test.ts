import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createAbortError } from '../../contract/index.ts';
import { createEngine, type Engine } from '../../engine/createEngine.ts';
import { SILENT_LOGGER } from '../../lib/logger.ts';
import { createSpeedProbe, type SpeedConditions, type SpeedProbeOptions } from './speedProbe.ts';

const CONDITIONS: SpeedConditions = { appVersion: '1.0.0', processor: 'x', threads: 1, device: 'cpu' };
const NOW_MS = 1_700_000_000_000;

let engine: Engine;
let folder: string;
let conditions: SpeedConditions;
let measurements: number;
let announced: number;
beforeAll(() => {
  engine = createEngine({ threads: 1 });
});
afterAll(() => engine.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-speed-'));
  conditions = CONDITIONS;
  measurements = 0;
  announced = 0;
});
afterEach(() => rm(folder, { recursive: true }));

function open(options: Partial<SpeedProbeOptions> = {}) {
  return createSpeedProbe({
    file: join(folder, 'speed-probe.json'),
    conditions: () => conditions,
    engine: {
      measureSpeed() {
        measurements += 1;
        return Promise.resolve({ device: 'cpu', encoderMs: 450, decoderMs: 200 });
      },
    },
    isBusy: () => false,
    onMeasured: () => {
      announced += 1;
    },
    logger: SILENT_LOGGER,
    now: () => NOW_MS,
    ...options,
  });
}

it('measures this computer, and keeps what it found', async () => {
  const probe = open({ engine });
  expect(await probe.current()).toBeNull();
  await probe.measure();
  const found = await probe.current();
  expect(found).toEqual({
    device: 'cpu',
    encoderMs: expect.any(Number),
    decoderMs: expect.any(Number),
    measuredAtMs: NOW_MS,
  });
  expect(found?.encoderMs).toBeGreaterThan(0);
  expect(found?.decoderMs).toBeGreaterThan(0);
  expect(await open().current()).toEqual(found);
  expect(announced).toBe(1);
});

it('measures once, and again for another version, device or number of threads', async () => {
  const probe = open();
  await Promise.all([probe.measure(), probe.measure()]);
  await probe.measure();
  await open().measure();
  expect(measurements).toBe(1);
  for (const change of [{ threads: 2 }, { device: 'auto' }, { appVersion: '1.0.1' }] as const) {
    conditions = { ...conditions, ...change };
    expect(await probe.current()).toBeNull();
    await probe.measure();
    expect(await probe.current()).toEqual({
      device: 'cpu',
      encoderMs: 450,
      decoderMs: 200,
      measuredAtMs: NOW_MS,
    });
  }
  expect(measurements).toBe(4);
});

it('knows what models run on: by the setting, else by the measurement, else the processor', async () => {
  conditions = { ...CONDITIONS, device: 'auto' };
  const engine = {
    measureSpeed: () => Promise.resolve({ device: 'webgpu', encoderMs: 1, decoderMs: 1 } as const),
  };
  const probe = open({ engine });
  expect(await probe.device()).toBe('cpu');
  await probe.measure();
  expect(await probe.device()).toBe('webgpu');
  conditions = { ...CONDITIONS, device: 'dml' };
  expect(await probe.device()).toBe('dml');
});

it('does not measure while a job runs', async () => {
  let isBusy = true;
  const probe = open({ isBusy: () => isBusy });
  await probe.measure();
  expect([measurements, announced]).toEqual([0, 0]);
  isBusy = false;
  await probe.measure();
  expect([measurements, announced]).toEqual([1, 1]);
});

it('gives way to a job, and is done another time', async () => {
  const started = Promise.withResolvers<undefined>();
  let isStubborn = true;
  const probe = open({
    engine: {
      measureSpeed: (_device, signal) =>
        isStubborn
          ? new Promise((_resolve, reject) => {
              signal.addEventListener('abort', () => {
                reject(createAbortError());
              });
              started.resolve(undefined);
            })
          : Promise.resolve({ device: 'cpu', encoderMs: 1, decoderMs: 1 }),
    },
  });
  const measured = probe.measure();
  await started.promise;
  probe.interrupt();
  await measured;
  expect(await probe.current()).toBeNull();
  isStubborn = false;
  await probe.measure();
  expect(await probe.current()).toEqual({ device: 'cpu', encoderMs: 1, decoderMs: 1, measuredAtMs: NOW_MS });
});

it('does not try again what failed, and tells nobody of it', async () => {
  const probe = open({
    engine: {
      measureSpeed() {
        measurements += 1;
        return Promise.reject(new Error('no memory'));
      },
    },
  });
  await probe.measure();
  await probe.measure();
  expect([measurements, announced, await probe.current()]).toEqual([1, 0, null]);
});

it('measures again when it is asked to, but not beside a job', async () => {
  let isBusy = false;
  let encoderMs = 900;
  const probe = open({
    engine: { measureSpeed: () => Promise.resolve({ device: 'cpu', encoderMs, decoderMs: 1 }) },
    isBusy: () => isBusy,
  });
  await probe.measure();
  encoderMs = 450;
  isBusy = true;
  await probe.measureAgain();
  expect(await probe.current()).toMatchObject({ encoderMs: 900 });
  isBusy = false;
  await probe.measureAgain();
  expect(await open().current()).toMatchObject({ encoderMs: 450 });
  expect(announced).toBe(2);
});

it('keeps what it knows where measuring again fails, and tries what failed before', async () => {
  let fails = false;
  const probe = open({
    engine: {
      measureSpeed: () =>
        fails
          ? Promise.reject(new Error('no memory'))
          : Promise.resolve({ device: 'cpu', encoderMs: 450, decoderMs: 200 }),
    },
  });
  await probe.measure();
  fails = true;
  await probe.measureAgain();
  expect(await probe.current()).toMatchObject({ encoderMs: 450 });
  fails = false;
  await probe.measureAgain();
  expect(announced).toBe(2);
});

it('measures anew where the record cannot be read', async () => {
  const file = join(folder, 'speed-probe.json');
  await writeFile(file, '{"conditions":');
  const probe = open();
  expect(await probe.current()).toBeNull();
  await probe.measure();
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ measurement: { encoderMs: 450 } });
});

it('does nothing once it is closed', async () => {
  const probe = open();
  await probe.close();
  await probe.measure();
  expect(measurements).toBe(0);
});
