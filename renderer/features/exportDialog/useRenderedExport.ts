import { useEffect, useState } from 'react';
import type { ExportChoices, SerializedError } from '../../../worker/contract/index.ts';
import { toShownError } from '../../errors/toShownError.ts';
import { usePage } from '../../stores/stores.ts';
import { getPreviewFormat } from './exportPreview.ts';

export interface RenderedExport {
  /** What the worker would write, or the page that stands for it; null until known, and while it failed. */
  readonly text: string | null;
  /** Whether the text is a page to be shown as such. */
  readonly isPage: boolean;
  readonly error: SerializedError | null;
}

/** The preview of an export, asked for again whenever a choice changes. */
export function useRenderedExport(meetingId: string, { format, options }: ExportChoices): RenderedExport {
  const { worker } = usePage();
  const [rendered, setRendered] = useState<RenderedExport>({ text: null, isPage: false, error: null });
  const previewFormat = getPreviewFormat(format);
  useEffect(() => {
    const controller = new AbortController();
    const isPage = previewFormat === 'html';
    worker
      .request('exports.render', { meetingId, format: previewFormat, options }, { signal: controller.signal })
      .then((content) => {
        setRendered({ text: typeof content === 'string' ? content : null, isPage, error: null });
      })
      .catch((thrown: unknown) => {
        const error = toShownError(thrown);
        if (error !== null) setRendered({ text: null, isPage, error });
      });
    return () => {
      controller.abort();
    };
  }, [previewFormat, meetingId, options, worker]);
  return rendered;
}
