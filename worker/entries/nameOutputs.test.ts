import { describe, expect, it } from 'vitest';
import { nameOutputs } from './nameOutputs.ts';

describe('nameOutputs', () => {
  it.each([
    [
      ['/a/call.wav', '/b/talk.mp3'],
      ['call', 'talk'],
    ],
    [
      ['/a/call.wav', '/a/call.mp3'],
      ['call.wav', 'call.mp3'],
    ],
    [
      ['/a/call.wav', '/b/call.wav', '/c/Call.WAV'],
      ['call.wav', 'call.wav (2)', 'Call.WAV (3)'],
    ],
    [
      ['/a/x (2).wav', '/b/x.wav', '/c/x.wav'],
      ['x (2)', 'x.wav', 'x.wav (2)'],
    ],
    [
      ['/a/.hidden', '/a/no-extension', '/a/v1.2.final.wav'],
      ['.hidden', 'no-extension', 'v1.2.final'],
    ],
    [
      ['/a/Bu\u0308ro.wav', '/b/B\u00fcro.wav'],
      ['Bu\u0308ro.wav', 'B\u00fcro.wav (2)'],
    ],
  ])('names %j', (paths, names) => {
    expect(nameOutputs(paths)).toEqual(names);
  });
});
