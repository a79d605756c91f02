import { useEffect, useState } from 'react';
import type { SerializedError } from '../../../worker/contract/index.ts';
import { toShownError } from '../../errors/toShownError.ts';
import { usePage } from '../../stores/stores.ts';
import type { ExportChoices } from './exportChoices.ts';

export interface RenderedExport {
  /** What the worker would write; null until known, and while it failed. */
  readonly text: string | null;
  readonly error: SerializedError | null;
}

/** The text of an export, asked for again whenever a choice changes. */
export function useRenderedExport(meetingId: string, { format, options }: ExportChoices): RenderedExport {
  const { worker } = usePage();
  const [rendered, setRendered] = useState<RenderedExport>({ text: null, error: null });
  useEffect(() => {
    const controller = new AbortController();
    worker
      .request('exports.render', { meetingId, format, options }, { signal: controller.signal })
      .then((text) => {
        setRendered({ text, error: null });
      })
      .catch((thrown: unknown) => {
        const error = toShownError(thrown);
        if (error !== null) setRendered({ text: null, error });
      });
    return () => {
      controller.abort();
    };
  }, [format, meetingId, options, worker]);
  return rendered;
}
