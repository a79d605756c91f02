import type { ChunkResult } from '../asr/recognizer.ts';
import type { AbortSignalLike } from '../contract/index.ts';

type StartCall = (signal: AbortSignalLike, onChunk: (chunk: ChunkResult) => void) => Promise<unknown>;

/**
 * Turns a call that reports chunks on the way into a generator of them. At most as many results wait as the call has
 * chunks. Leaving the generator early cancels the call; when `signal` aborts, waiting results are dropped.
 */
export async function* streamChunks(
  signal: AbortSignalLike,
  start: StartCall,
): AsyncGenerator<ChunkResult, void, undefined> {
  const controller = new AbortController();
  const abort = () => {
    controller.abort();
  };
  signal.addEventListener('abort', abort);
  const waiting: ChunkResult[] = [];
  let outcome: { readonly error?: unknown } | null = null;
  let wake: () => void = () => undefined;
  const onChunk = (chunk: ChunkResult) => {
    waiting.push(chunk);
    wake();
  };
  const settle = (settled: { readonly error?: unknown }) => {
    outcome = settled;
    wake();
  };
  start(controller.signal, onChunk).then(
    () => {
      settle({});
    },
    (error: unknown) => {
      settle({ error });
    },
  );
  try {
    for (;;) {
      const settled = outcome as { readonly error?: unknown } | null;
      const next = signal.aborted ? undefined : waiting.shift();
      if (next !== undefined) yield next;
      else if (settled === null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if ('error' in settled) throw settled.error;
      else return;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    controller.abort();
  }
}
