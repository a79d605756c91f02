import { useEffect, useRef } from 'react';
import { fillFrame } from '../../host/fillFrame.ts';
import { en } from '../../strings/en.ts';
import { cutPreview } from './exportPreview.ts';
import type { RenderedExport } from './useRenderedExport.ts';

/** The file as it will be written; documents as pages, cut to what is enough to judge them. */
export function PreviewPane({ text, isPage }: Pick<RenderedExport, 'text' | 'isPage'>) {
  if (text === null) return <div className="export-preview" aria-busy="true" />;
  if (isPage) return <PagePreview html={text} />;
  const preview = cutPreview(text);
  return (
    <pre className="export-preview" tabIndex={0} role="region" aria-label={en.exports.preview}>
      {preview.text}
      {preview.hiddenLines > 0 && `\n${en.exports.truncated(preview.hiddenLines)}`}
    </pre>
  );
}

function PagePreview({ html }: { readonly html: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    if (frame.current !== null) fillFrame(frame.current, html);
  }, [html]);
  return <iframe ref={frame} className="export-preview export-page" title={en.exports.preview} />;
}
