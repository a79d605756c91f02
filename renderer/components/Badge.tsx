import './Badge.css';

export interface BadgeProps {
  readonly tone?: 'accent' | 'neutral' | 'warning';
  readonly text: string;
}

/** A word or two about a thing in a list. */
export function Badge({ tone = 'neutral', text }: BadgeProps) {
  return <span className={`badge badge-${tone}`}>{text}</span>;
}
