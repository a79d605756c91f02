const WRITES = 'input, select, textarea, dialog, [contenteditable], [popover]';
const IS_PRESSED = 'button, a';

/** True where a key has a use of its own: in fields, dialogs and menus, and Space and Enter on what they press. */
export function takesKeys({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest(WRITES) !== null) return true;
  return (key === ' ' || key === 'Enter') && target.closest(IS_PRESSED) !== null;
}
