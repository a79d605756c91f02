import { expect, it } from 'vitest';
import { createUploadName } from './uploadName.ts';

it.each([
  ['Team call.M4A', 'Team call.m4a'],
  ['Besprechung – März.wav', 'Besprechung – März.wav'],
  ['../../etc/passwd', 'passwd'],
  ['..\\..\\windows\\system32\\call.mp3', 'call.mp3'],
  ['/absolute.ogg', 'absolute.ogg'],
  ['C:\\call.wav', 'call.wav'],
  ['call.wav:stream', 'call.wav stream'],
  ['a\0b.wav', 'a b.wav'],
  ['.hidden', 'hidden'],
  ['.wav', 'wav'],
  ['..', 'recording'],
  ['...', 'recording'],
  ['', 'recording'],
  ['folder/', 'recording'],
  ['NUL.wav', 'recording.wav'],
  ['x.tar/../../y', 'y'],
  ['call.no extension', 'call.no extension'],
  [`${'a'.repeat(400)}.wav`, `${'a'.repeat(180)}.wav`],
])('keeps %j as %j', (given, kept) => {
  expect(createUploadName(given)).toBe(kept);
});
