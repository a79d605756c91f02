import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const length = z.number().int().min(-100_000).max(100_000);
const windowStateSchema = z.object({
  bounds: z.object({ x: length, y: length, width: length, height: length }),
  isMaximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

/** The page works down to this size. */
export const SMALLEST_WINDOW = { width: 480, height: 400 } as const;
const FIRST_WINDOW = { width: 1180, height: 800 } as const;
/** What has to be in sight of a window so that it can be taken hold of. */
const GRIP = { width: 120, height: 40 } as const;

/** Where the last window was; null when that is not known. */
export function loadWindowState(file: string): WindowState | null {
  try {
    return windowStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // The first start, or a file that somebody has changed: the window opens where it would the first time.
    return null;
  }
}

/** At once, since it happens while a window closes. A place that cannot be kept is no reason to complain. */
export function saveWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(state));
  } catch {
    return;
  }
}

/**
 * Bounds for a window: those it had if it can still be seen and taken hold of there, otherwise in the middle of the
 * first display. It is never larger than the display it opens on.
 * @param workAreas displays without task bars and docks, the primary one first
 */
export function placeWindow(saved: Bounds | null, workAreas: readonly [Bounds, ...Bounds[]]): Bounds {
  const { x, y, ...size } = saved ?? { x: 0, y: 0, ...FIRST_WINDOW };
  const wanted = {
    x,
    y,
    width: Math.max(size.width, SMALLEST_WINDOW.width),
    height: Math.max(size.height, SMALLEST_WINDOW.height),
  };
  const home = saved === null ? undefined : workAreas.find((area) => canBeHeld(wanted, area));
  const area = home ?? workAreas[0];
  const width = Math.min(wanted.width, area.width);
  const height = Math.min(wanted.height, area.height);
  if (home !== undefined) return { x, y, width, height };
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  };
}

/** A window is moved by its title bar: enough of its upper edge has to be on the display. */
function canBeHeld({ x, y, width }: Bounds, area: Bounds): boolean {
  const visibleWidth = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return visibleWidth >= GRIP.width && y >= area.y && y + GRIP.height <= area.y + area.height;
}
