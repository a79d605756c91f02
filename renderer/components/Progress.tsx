import './Progress.css';

export interface ProgressProps {
  readonly label: string;
  /** 0 to 1; null while nothing is known. */
  readonly fraction: number | null;
}

export function Progress({ label, fraction }: ProgressProps) {
  return (
    <progress
      className="progress"
      aria-label={label}
      max={1}
      {...(fraction === null ? {} : { value: fraction })}
    />
  );
}
