import { describe, expect, it } from 'vitest';
import { memoryPool } from '../../src/threads/shared-memories.js';

const page = 2 ** 16;

describe('a pool of shared memories', () => {
  it('gives a memory again, all zero, and to one program at once', () => {
    const pool = memoryPool(10 * page);
    const memory = pool.take(3 * page);
    new Uint8Array(memory.buffer).fill(7);
    pool.giveBack([memory]);
    const again = pool.take(2 * page);
    expect(again).toBe(memory);
    expect(new Uint8Array(again.buffer, 0, 2 * page).every((byte) => byte === 0)).toBe(true);
    expect(pool.take(2 * page)).not.toBe(memory);
  });

  it('gives what holds the bytes and is at most twice as large', () => {
    const pool = memoryPool(10 * page);
    const memory = pool.take(4 * page);
    pool.giveBack([memory]);
    expect(pool.take(4 * page + 1)).not.toBe(memory);
    expect(pool.take(2 * page - 1)).not.toBe(memory);
    expect(pool.take(2 * page)).toBe(memory);
  });

  it('gives the smallest that fits', () => {
    const pool = memoryPool(20 * page);
    const memories = [5, 3, 4].map((pages) => pool.take(pages * page));
    pool.giveBack(memories);
    expect(pool.take(3 * page)).toBe(memories[1]);
    expect(pool.take(3 * page)).toBe(memories[2]);
  });

  it('keeps so many bytes: who came first goes first', () => {
    const pool = memoryPool(5 * page);
    const memories = [1, 2, 3].map(() => pool.take(2 * page));
    memories.forEach((memory) => pool.giveBack([memory]));
    const found = memories.map(() => pool.take(2 * page));
    expect(found.map((memory) => memories.indexOf(memory))).toEqual([1, 2, -1]);
  });
});
