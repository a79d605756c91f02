import type { ComponentProps } from 'react';
import './TextInput.css';

/** A line of text that is a name, an address or a path: nothing corrects its spelling. */
export function TextInput({ className = '', type = 'text', ...rest }: ComponentProps<'input'>) {
  return (
    <input
      type={type}
      className={`text-input ${className}`}
      spellCheck={false}
      autoComplete="off"
      autoCapitalize="off"
      {...rest}
    />
  );
}
