import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Device } from './executionProviders.ts';
import type { Session, SessionOptions } from './session.ts';

export interface ProbeGraphsOptions {
  readonly threads: number;
  readonly openSession: (path: string, options: SessionOptions) => Promise<Session>;
}

/** Lends a function that opens graphs given as base64; they lie in a folder that is gone afterwards. */
export async function withProbeGraphs<Result>(
  { threads, openSession }: ProbeGraphsOptions,
  work: (open: (graph: string, device: Device) => Promise<Session>) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-probe-'));
  try {
    return await work(async (graph, device) => {
      const path = join(folder, 'probe.onnx');
      await writeFile(path, Buffer.from(graph, 'base64'));
      return openSession(path, { device, threads });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
