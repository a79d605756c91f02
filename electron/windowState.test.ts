import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadWindowState, placeWindow, saveWindowState } from './windowState.ts';

const LAPTOP = { x: 0, y: 25, width: 1440, height: 850 };
const SCREEN_LEFT = { x: -1920, y: 0, width: 1920, height: 1040 };

describe('placeWindow', () => {
  it.each([
    [
      'where it was',
      { x: 100, y: 100, width: 900, height: 700 },
      { x: 100, y: 100, width: 900, height: 700 },
    ],
    [
      'on the other display',
      { x: -1900, y: 10, width: 900, height: 700 },
      { x: -1900, y: 10, width: 900, height: 700 },
    ],
    [
      'partly out of sight',
      { x: 1300, y: 800, width: 900, height: 700 },
      { x: 1300, y: 800, width: 900, height: 700 },
    ],
    [
      'not too small to use',
      { x: 0, y: 25, width: 10, height: 10 },
      { x: 0, y: 25, width: 480, height: 400 },
    ],
    [
      'not larger than the display',
      { x: 0, y: 25, width: 9000, height: 9000 },
      { x: 0, y: 25, width: 1440, height: 850 },
    ],
    ['in the middle the first time', null, { x: 130, y: 50, width: 1180, height: 800 }],
    [
      'in the middle after its display is gone',
      { x: 5000, y: 100, width: 900, height: 700 },
      { x: 270, y: 100, width: 900, height: 700 },
    ],
    [
      'in the middle when its title bar is above',
      { x: 100, y: -300, width: 900, height: 700 },
      { x: 270, y: 100, width: 900, height: 700 },
    ],
    [
      'in the middle when only a corner is left',
      { x: 1400, y: 100, width: 900, height: 700 },
      { x: 270, y: 100, width: 900, height: 700 },
    ],
  ])('puts the window %s', (_where, saved, placed) => {
    expect(placeWindow(saved, [LAPTOP, SCREEN_LEFT])).toEqual(placed);
  });
});

describe('the file of the window', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'earshot-window-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is read as it was written', () => {
    const state = { bounds: { x: -5, y: 6, width: 700, height: 800 }, isMaximized: true };
    const file = join(folder, 'profile', 'window.json');
    saveWindowState(file, state);
    expect(loadWindowState(file)).toEqual(state);
  });

  it.each(['', '{}', '{"bounds":{"x":1e99,"y":0,"width":1,"height":1},"isMaximized":false}', 'null'])(
    'does not stop the start when it holds %j',
    (content) => {
      const file = join(folder, 'window.json');
      writeFileSync(file, content);
      expect(loadWindowState(file)).toBeNull();
    },
  );

  it('may be impossible to write', () => {
    writeFileSync(join(folder, 'file'), '');
    const state = { bounds: { x: 0, y: 0, width: 1, height: 1 }, isMaximized: false };
    expect(() => {
      saveWindowState(join(folder, 'file', 'window.json'), state);
    }).not.toThrow();
  });
});
