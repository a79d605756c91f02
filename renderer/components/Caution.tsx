import { Info } from 'lucide-react';
import './Caution.css';

/** One plain sentence the person must know. */
export function Caution({ text }: { readonly text: string }) {
  return (
    <p className="caution small">
      <Info aria-hidden="true" />
      {text}
    </p>
  );
}
