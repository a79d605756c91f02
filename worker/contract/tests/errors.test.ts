import { describe, expect, it } from 'vitest';
import {
  AppError,
  createAbortError,
  deserializeError,
  type ErrorDetails,
  isAbortError,
  serializeError,
} from '../errors.ts';
import { parseWireMessage } from '../wire.ts';

/** Typed as the contract has it, whatever it is. */
function detailsOf(details: Readonly<Record<string, unknown>>): ErrorDetails {
  return details as ErrorDetails;
}

function refuse(): never {
  throw new Error('not to be read');
}

function throwOnRead(name: 'message' | 'cause'): Error {
  return Object.defineProperty(new Error('hidden'), name, { get: refuse });
}

describe('serializeError', () => {
  it.each<[string, unknown]>([
    ['no error at all', null],
    ['a symbol', Symbol('thrown')],
    ['what cannot be made text', Object.create(null)],
    ['a proxy that refuses to be looked at', new Proxy({}, { getPrototypeOf: refuse })],
    ['a message that throws', throwOnRead('message')],
    ['a cause that throws', throwOnRead('cause')],
    ['a message that is no text', Object.assign(new Error('x'), { message: { code: 5 } })],
    ['a message that cannot be cloned', Object.assign(new Error('x'), { message: () => 1 })],
    ['a name that is no text', Object.assign(new Error('x'), { name: undefined })],
    ['a stack that is no text', Object.assign(new Error('x'), { stack: [] })],
    [
      'numbers that are none',
      new AppError('disk-full', 'x', { details: { freeBytes: NaN, speed: Infinity } }),
    ],
    ['details of other types', new AppError('disk-full', 'x', { details: detailsOf({ at: {}, size: 1n }) })],
    ['details that are missing', new AppError('disk-full', 'x', { details: detailsOf({ path: undefined }) })],
    ['a cause like these', new Error('x', { cause: throwOnRead('message') })],
  ])('makes a message that its receiver takes of %s', (_what, thrown) => {
    const message = { type: 'response', id: 1, ok: false, error: serializeError(thrown) };
    expect(parseWireMessage(structuredClone(message))).toEqual(message);
  });

  it('keeps what is sound of details', () => {
    const details = detailsOf({
      path: '/a',
      freeBytes: NaN,
      isFull: true,
      size: 12n,
      mark: null,
      gone: undefined,
    });
    expect(serializeError(new AppError('disk-full', 'Full.', { details }))).toMatchObject({
      code: 'disk-full',
      details: { path: '/a', freeBytes: null, isFull: true, size: '12', mark: null },
    });
  });

  it('leaves a cancellation what it is', () => {
    expect(isAbortError(deserializeError(serializeError(createAbortError())))).toBe(true);
  });

  it('cuts a chain of causes that has no end', () => {
    const error = new Error('circle');
    error.cause = error;
    let links = 0;
    for (let at: unknown = deserializeError(serializeError(error)); at instanceof Error; at = at.cause)
      links++;
    expect(links).toBe(6);
  });
});
