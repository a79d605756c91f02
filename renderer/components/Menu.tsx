import { Check } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useCallback, useId, useRef, useState } from 'react';
import { findTyped } from './findTyped.ts';
import './Menu.css';

export interface MenuItem {
  readonly key: string;
  readonly label: string;
  readonly icon?: ReactNode;
  /** Null: not a choice; else whether it is the one that is chosen. */
  readonly isChosen?: boolean;
  readonly isDisabled?: boolean;
  /** Begins another group of items. */
  readonly isFirstOfGroup?: boolean;
  readonly onSelect: () => void;
}

export interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly className?: string;
  readonly tabIndex?: number | undefined;
  /** What the button shows. */
  readonly children: ReactNode;
}

const GAP = 4;
/** Letters typed in a row are one word; as in the menus of desktop systems. */
const TYPING_PAUSE_MS = 1000;

/**
 * A button with a menu below it, or above where there is no room. The browser's own popover puts it over everything,
 * closes it with Escape and a click beside it, and needs no styles that the page's policy refuses. Keys are those of the
 * ARIA Authoring Practices' menu button: Enter and Space open, arrows, Home, End and first letters move, Tab leaves. The
 * arrows open nothing, as they belong to the passages that menus stand in.
 */
export function Menu({ label, items, className = '', tabIndex, children }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);
  const typed = useRef({ letters: '', atMs: 0 });
  const id = useId();

  const show = useCallback((popover: HTMLDivElement | null) => {
    menu.current = popover;
    if (popover === null || trigger.current === null) return;
    popover.showPopover();
    placeBeside(popover, trigger.current.getBoundingClientRect());
    popover.querySelector<HTMLButtonElement>('[aria-checked=true], button:not(:disabled)')?.focus();
  }, []);

  /** Otherwise it is the browser that gives the focus back, where it was not taken elsewhere. */
  const close = (): void => {
    setOpen(false);
    trigger.current?.focus();
  };
  const press = (event: KeyboardEvent<HTMLDivElement>): void => {
    event.stopPropagation();
    // Not prevented: the focus goes on from the button to what comes after it.
    if (event.key === 'Tab') close();
    else if (
      event.key.length === 1 &&
      event.key !== ' ' &&
      !event.ctrlKey &&
      !event.metaKey &&
      !event.altKey
    ) {
      const { letters, atMs } = typed.current;
      const isContinued = event.timeStamp - atMs < TYPING_PAUSE_MS;
      typed.current = { letters: (isContinued ? letters : '') + event.key, atMs: event.timeStamp };
      const items = listItems(event.currentTarget);
      const labels = items.map((item) => item.textContent ?? '');
      items[findTyped(labels, typed.current.letters, findFocused(items))]?.focus();
    } else moveFocus(event);
  };
  return (
    <>
      <button
        ref={trigger}
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        tabIndex={tabIndex}
        onPointerDown={() => {
          // The click that follows closes an open menu, which the browser does by itself.
          wasOpen.current = isOpen;
        }}
        onClick={() => {
          setOpen(!wasOpen.current);
          // Closed a moment ago, of which the browser has not told yet; it then tells that it is open.
          if (!wasOpen.current && menu.current?.matches(':popover-open') === false) show(menu.current);
          wasOpen.current = false;
        }}
      >
        {children}
      </button>
      {isOpen && (
        <div
          ref={show}
          id={id}
          className="menu"
          popover="auto"
          role="menu"
          aria-label={label}
          onKeyDown={press}
          onToggle={(event) => {
            if (event.newState === 'closed') setOpen(false);
          }}
        >
          {items.map((item) => (
            <button
              key={item.key}
              type="button"
              tabIndex={-1}
              role={item.isChosen === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={item.isChosen}
              disabled={item.isDisabled}
              data-first-of-group={item.isFirstOfGroup}
              onClick={() => {
                close();
                item.onSelect();
              }}
            >
              <span className="menu-icon">{item.icon}</span>
              <span className="menu-label">{item.label}</span>
              {item.isChosen === true && <Check aria-hidden="true" />}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

function placeBeside(popover: HTMLElement, trigger: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = popover;
  const fitsBelow = trigger.bottom + GAP + height <= window.innerHeight;
  const top = fitsBelow ? trigger.bottom + GAP : Math.max(GAP, trigger.top - GAP - height);
  const left = Math.max(GAP, Math.min(trigger.left, window.innerWidth - width - GAP));
  popover.style.top = `${top}px`;
  popover.style.left = `${left}px`;
}

function listItems(menu: HTMLElement): readonly HTMLButtonElement[] {
  return [...menu.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')];
}

function findFocused(items: readonly HTMLButtonElement[]): number {
  return items.findIndex((item) => item === document.activeElement);
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const items = listItems(event.currentTarget);
  const index = findFocused(items);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    Home: 0,
    End: -1,
  };
  const next = steps[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items.at(next % items.length)?.focus();
}
