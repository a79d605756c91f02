import { describe, expect, it } from 'vitest';
import { createReceiveMemory, RECEIVE_BYTES } from './receiveMemory.ts';

describe('createReceiveMemory', () => {
  it('gives out again what it got back, and knows which memory it has given out', () => {
    const memory = createReceiveMemory();
    const { buffer } = memory.take();
    expect([buffer.byteLength, memory.owns(buffer)]).toEqual([RECEIVE_BYTES, true]);
    memory.giveBack(buffer);
    expect(memory.owns(buffer)).toBe(false);
    expect(memory.take().buffer).toBe(buffer);
    expect(memory.take().buffer).not.toBe(buffer);
  });

  it('keeps no memory of another size, no more than it needs, and none when it is cleared', () => {
    const memory = createReceiveMemory();
    const foreign = new ArrayBuffer(RECEIVE_BYTES + 1);
    memory.giveBack(foreign);
    expect(foreign.byteLength).toBe(0);
    const many = Array.from({ length: 60 }, () => memory.take().buffer);
    for (const buffer of many) memory.giveBack(buffer);
    expect(many.filter(({ byteLength }) => byteLength > 0)).toHaveLength(48);
    memory.clear();
    expect(many).not.toContain(memory.take().buffer);
  });
});
