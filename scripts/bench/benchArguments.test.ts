import { describe, expect, it } from 'vitest';
import { readBenchArguments } from './benchArguments.ts';

const read = (...args: readonly string[]) => readBenchArguments(args, ['load', 'search']);

describe('readBenchArguments', () => {
  it('takes everything, everything for the document, or some of the steps', () => {
    expect(read()).toEqual({ only: [], write: false });
    expect(read('--write')).toEqual({ only: [], write: true });
    expect(read('--only', 'search', '--only=load')).toEqual({ only: ['search', 'load'], write: false });
  });

  it('names the steps to who asks for another', () => {
    expect(() => read('--only', 'nosuch')).toThrow('There is no step nosuch: load, search.');
    expect(() => read('--only', '')).toThrow('There is no step : load, search.');
  });

  it('writes the document of a whole run only', () => {
    expect(() => read('--write', '--only', 'load')).toThrow('--write takes a whole run');
  });

  it.each([['search'], ['--only'], ['--help']])('refuses %s', (argument) => {
    expect(() => read(argument)).toThrow(argument);
  });
});
