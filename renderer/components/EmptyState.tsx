import type { ReactNode } from 'react';
import './EmptyState.css';

export interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}

export function EmptyState({ icon, title, text, children }: EmptyStateProps) {
  return (
    <div className="empty-state">
      {icon !== undefined && <div className="empty-state-icon">{icon}</div>}
      <h2>{title}</h2>
      <p className="muted">{text}</p>
      {children !== undefined && <div className="empty-state-actions">{children}</div>}
    </div>
  );
}
