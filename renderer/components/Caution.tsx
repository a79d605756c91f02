import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import './Caution.css';

export interface CautionProps {
  readonly text: string;
  /** What can be done about it. */
  readonly children?: ReactNode;
}

/** One plain sentence the person must know. */
export function Caution({ text, children }: CautionProps) {
  return (
    <div className="caution small">
      <Info aria-hidden="true" />
      <p>{text}</p>
      {children}
    </div>
  );
}
