import { expect, it } from 'vitest';
import { createEmitter } from './createEmitter.ts';

interface Events {
  readonly opened: string;
  readonly closed: number;
}

it('calls the listeners of an event in order until they end', () => {
  const emitter = createEmitter<Events>(() => undefined);
  const seen: string[] = [];
  const end = emitter.on('opened', (name) => seen.push(`first ${name}`));
  emitter.on('opened', (name) => seen.push(`second ${name}`));
  emitter.on('closed', (count) => seen.push(`closed ${count}`));
  emitter.emit('opened', 'a');
  end();
  end();
  emitter.emit('opened', 'b');
  expect(seen).toEqual(['first a', 'second a', 'second b']);
});

it('takes one function added twice as two listeners', () => {
  const emitter = createEmitter<Events>(() => undefined);
  let calls = 0;
  const listener = () => {
    calls += 1;
  };
  const end = emitter.on('closed', listener);
  emitter.on('closed', listener);
  end();
  emitter.emit('closed', 1);
  expect(calls).toBe(1);
});

it('keeps a failing listener from stopping the others', () => {
  const errors: unknown[] = [];
  const emitter = createEmitter<Events>((error) => errors.push(error));
  const seen: number[] = [];
  const bug = new Error('bug');
  emitter.on('closed', () => {
    throw bug;
  });
  emitter.on('closed', (count) => seen.push(count));
  emitter.emit('closed', 3);
  expect(seen).toEqual([3]);
  expect(errors).toEqual([bug]);
});

it('lets a listener end itself while it is called', () => {
  const emitter = createEmitter<Events>(() => undefined);
  const seen: string[] = [];
  const end = emitter.on('closed', () => {
    seen.push('once');
    end();
  });
  emitter.on('closed', () => seen.push('always'));
  emitter.emit('closed', 1);
  emitter.emit('closed', 2);
  expect(seen).toEqual(['once', 'always', 'always']);
});
