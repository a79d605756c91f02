import { describe, expect, it } from 'vitest';
import { nameLanguage } from '../nameLanguage.ts';

describe('nameLanguage', () => {
  it.each([
    ['de', 'German'],
    ['haw', 'Hawaiian'],
    ['yue', 'Cantonese'],
    ['jw', 'Javanese'],
  ])('knows %s, a tag that models use', (tag, name) => {
    expect(nameLanguage(tag)).toBe(name);
  });

  it.each(['qq', '', '<|en|>', 'not a tag', '../en'])('leaves %j as it is', (text) => {
    expect(nameLanguage(text)).toBe(text);
  });
});
