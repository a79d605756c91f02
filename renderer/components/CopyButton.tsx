import { useState } from 'react';
import { en } from '../strings/en.ts';
import { Button, type ButtonProps } from './Button.tsx';

export interface CopyButtonProps {
  readonly text: string;
  readonly label?: string;
  readonly variant?: ButtonProps['variant'];
}

/** Copies a text and says so on itself. */
export function CopyButton({ text, label = en.copy.label, variant = 'secondary' }: CopyButtonProps) {
  const [copied, setCopied] = useState<string | null>(null);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(text);
  };
  return (
    <Button variant={variant} onClick={() => void copy()}>
      {copied === text ? en.copy.done : label}
    </Button>
  );
}
