import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute, type Route } from './routeStore.ts';

describe('routes', () => {
  it.each<[Route, string]>([
    [{ view: 'library' }, '#/library'],
    [{ view: 'models' }, '#/models'],
    [{ view: 'settings' }, '#/settings'],
    [{ view: 'welcome' }, '#/welcome'],
    [{ view: 'licences' }, '#/licences'],
    [{ view: 'meeting', meetingId: 'm 1/2', at: null }, '#/meetings/m%201%2F2'],
    [{ view: 'meeting', meetingId: 'm1', at: 12.5 }, '#/meetings/m1?at=12.5'],
  ])('keeps %j as %s', (route, fragment) => {
    expect(formatRoute(route)).toBe(fragment);
    expect(parseRoute(fragment)).toEqual(route);
  });

  it.each(['', '#', '#/nowhere', '#/meetings/', '#/meetings/m1?at=never', '#/meetings/%E0%A4%A'])(
    'opens the library for %j',
    (fragment) => {
      expect(parseRoute(fragment)).toEqual({ view: 'library' });
    },
  );
});
