import './StackedBar.css';

export interface BarPart {
  readonly key: string;
  readonly label: string;
  /** What is written next to the label. */
  readonly value: string;
  readonly amount: number;
  readonly tone: 1 | 2 | 3 | 4 | 5 | 6 | 'rest' | 'warning' | 'empty';
}

export interface StackedBarProps {
  readonly label: string;
  readonly parts: readonly BarPart[];
}

/** Shares of a whole as a picture; the list below it says the same in words, for those who see none or few colours. */
export function StackedBar({ label, parts }: StackedBarProps) {
  const shown = parts.filter(({ amount }) => amount > 0);
  return (
    <figure className="stacked-bar" aria-label={label}>
      <div className="stacked-bar-track" aria-hidden="true">
        {shown.map(({ key, amount, tone }) => (
          <span key={key} className={`stacked-bar-part tone-${tone}`} style={{ flexGrow: amount }} />
        ))}
      </div>
      <ul className="stacked-bar-legend small">
        {shown.map(({ key, label: name, value, tone }) => (
          <li key={key}>
            <span className={`stacked-bar-swatch tone-${tone}`} aria-hidden="true" />
            <span className="stacked-bar-name">{name}</span>
            <span className="muted numbers">{value}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}
