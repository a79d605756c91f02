import { Check } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { StoredSegment } from '../../../worker/contract/index.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { en } from '../../strings/en.ts';
import { formatTranscript } from './formatTranscript.ts';
import { useSpeakers } from './transcriptContext.ts';

export interface CopyTranscriptProps {
  readonly segments: readonly StoredSegment[];
  readonly icon: ReactNode;
}

/** Copies the whole transcript with its speakers; says so until something else is copied. */
export function CopyTranscript({ segments, icon }: CopyTranscriptProps) {
  const speakers = useSpeakers();
  const [copied, setCopied] = useState<readonly StoredSegment[] | null>(null);
  const isCopied = copied === segments;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(formatTranscript(segments, speakers));
    setCopied(segments);
  };
  return (
    <>
      <IconButton
        label={en.transcript.copyAll}
        icon={isCopied ? <Check /> : icon}
        disabled={segments.length === 0}
        onClick={() => void copy()}
      />
      <span className="visually-hidden" role="status">
        {isCopied && en.transcript.copied}
      </span>
    </>
  );
}
