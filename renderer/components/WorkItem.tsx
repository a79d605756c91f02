import type { ComponentProps, ReactNode } from 'react';
import { en } from '../strings/en.ts';
import { Progress } from './Progress.tsx';
import './WorkItem.css';

export interface WorkItemProps extends Omit<ComponentProps<'li'>, 'children'> {
  readonly name: string;
  /** Where it is; null where what went wrong says so. */
  readonly text: string | null;
  /** Before the name. */
  readonly start?: ReactNode;
  /** What can be done with it. */
  readonly actions: ReactNode;
  /** 0 to 1, null while nothing is known; without it there is no bar. */
  readonly fraction?: number | null | undefined;
  /** What went wrong. */
  readonly error?: ReactNode;
}

/** A piece of work in a list: what it is, how far it is, and what can be done with it. */
export function WorkItem({
  name,
  text,
  start,
  actions,
  fraction,
  error,
  className = '',
  ...rest
}: WorkItemProps) {
  return (
    <li className={`work-item ${className}`} {...rest}>
      <div className="work-item-row">
        {start}
        <div className="work-item-text">
          <p className="work-item-name" title={name}>
            {name}
          </p>
          {text !== null && <p className="muted small numbers">{text}</p>}
        </div>
        {actions}
      </div>
      {fraction !== undefined && <Progress label={en.jobs.progressOf(name)} fraction={fraction} />}
      {error}
    </li>
  );
}
