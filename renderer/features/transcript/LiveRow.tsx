import type { ReactNode } from 'react';
import { Progress } from '../../components/Progress.tsx';

export interface LiveRowProps {
  readonly text: string;
  /** 0 to 1; null where it is not known. */
  readonly fraction: number | null;
  /** What can be done about it. */
  readonly children: ReactNode;
}

/** A line above the words about how far they are. */
export function LiveRow({ text, fraction, children }: LiveRowProps) {
  return (
    <div className="transcript-live">
      <div className="transcript-live-row">
        <p className="small muted numbers">
          {text}
          {fraction !== null && ` · ${Math.floor(fraction * 100)} %`}
        </p>
        {children}
      </div>
      {fraction !== null && <Progress label={text} fraction={fraction} />}
    </div>
  );
}
