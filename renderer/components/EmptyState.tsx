import type { ReactNode } from 'react';
import './EmptyState.css';

export interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly text: string;
  /** 1 where it is all there is on the page. */
  readonly level?: 1 | 2;
  readonly children?: ReactNode;
}

export function EmptyState({ icon, title, text, level = 2, children }: EmptyStateProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className="empty-state">
      {icon !== undefined && <div className="empty-state-icon">{icon}</div>}
      <Heading>{title}</Heading>
      <p className="muted">{text}</p>
      {children !== undefined && <div className="empty-state-actions">{children}</div>}
    </div>
  );
}
