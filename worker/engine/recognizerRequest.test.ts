import { describe, expect, it } from 'vitest';
import type { CreateRecognizerOptions } from '../asr/createRecognizer.ts';
import type { Session } from '../inference/session.ts';
import type { EngineServices } from './engineServices.ts';
import { recognizerRequest } from './recognizerRequest.ts';

const REQUEST = { modelId: 'model', modelFolder: '/models/model', dtype: 'q8', device: 'cpu' } as const;

describe('recognizerRequest', () => {
  it.each([null, '/data/prepared-models'])('hands on the folder of prepared models: %s', async (folder) => {
    const { services, asked } = recordOptions();
    const load = { device: 'cpu', threads: 1, preparedModelsFolder: folder } as const;
    await expect(recognizerRequest(REQUEST, load, services).load(async () => undefined)).rejects.toThrow(
      'asked',
    );
    expect(asked[0]?.preparation?.folder ?? null).toBe(folder);
  });

  it('counts the weights of sessions that stay, not of those that only compare', async () => {
    const { services, asked } = recordOptions();
    const claimed: number[] = [];
    const load = { device: 'cpu', threads: 1, preparedModelsFolder: '/data' } as const;
    const loading = recognizerRequest(REQUEST, load, services).load(async (bytes) => {
      claimed.push(bytes);
    });
    await expect(loading).rejects.toThrow('asked');
    const [options] = asked;
    await options?.preparation?.openSession('/absent.onnx', { device: 'cpu', threads: 1 });
    expect(claimed).toEqual([]);
    await options?.openSession('/absent.onnx', { device: 'cpu', threads: 1 });
    expect(claimed).toEqual([0]);
  });
});

it('shares a model only while its files are the same', () => {
  const load = { device: 'cpu', threads: 1, preparedModelsFolder: null } as const;
  const keyOf = (content: string) =>
    recognizerRequest({ ...REQUEST, content }, load, recordOptions().services).key;
  expect(keyOf('a')).toBe(keyOf('a'));
  expect(keyOf('b')).not.toBe(keyOf('a'));
});

function recordOptions() {
  const asked: CreateRecognizerOptions[] = [];
  const session = { device: 'cpu', inputs: [], outputs: [] } as unknown as Session;
  const services: EngineServices = {
    openSession: () => Promise.resolve(session),
    createRecognizer(options) {
      asked.push(options);
      return Promise.reject(new Error('asked'));
    },
  };
  return { services, asked };
}
