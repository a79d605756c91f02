import { RotateCw } from 'lucide-react';
import './ConnectionBanner.css';

/** Quiet: a restart of the worker loses nothing, so it asks for nothing. */
export function ConnectionBanner({ text }: { readonly text: string }) {
  return (
    <p className="connection-banner" role="status">
      <RotateCw aria-hidden="true" />
      {text}
    </p>
  );
}
