import './StateDot.css';

export interface StateDotProps {
  readonly state: 'done' | 'busy' | 'open';
  readonly text: string;
}

/** A state in words, with a dot so that a list can be scanned; the dot says nothing the words do not. */
export function StateDot({ state, text }: StateDotProps) {
  return <span className={`state-dot state-dot-${state}`}>{text}</span>;
}
