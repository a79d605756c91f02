import { describe, expect, it } from 'vitest';
import { getDataDir } from './dataDir.ts';

describe('getDataDir', () => {
  const home = '/home/anna';

  it.each([
    ['linux', {}, '/home/anna/.local/share/earshot'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/earshot'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/anna/.local/share/earshot'],
    ['linux', { EARSHOT_DATA_DIR: '/mine', XDG_DATA_HOME: '/data' }, '/mine'],
    ['linux', { EARSHOT_DATA_DIR: '' }, '/home/anna/.local/share/earshot'],
    ['darwin', { XDG_DATA_HOME: '/data' }, '/home/anna/Library/Application Support/Earshot'],
    ['win32', { APPDATA: 'C:\\Users\\Anna\\AppData\\Roaming' }, 'C:\\Users\\Anna\\AppData\\Roaming\\Earshot'],
  ] as const)('is the place of the system: %s %j', (platform, env, expected) => {
    expect(getDataDir({ option: null, env, platform, home })).toBe(expected);
  });

  it('is what the option says before anything else', () => {
    expect(
      getDataDir({ option: '/there', env: { EARSHOT_DATA_DIR: '/mine' }, platform: 'linux', home }),
    ).toBe('/there');
  });
});
