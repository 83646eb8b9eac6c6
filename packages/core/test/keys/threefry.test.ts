import { describe, expect, it } from 'vitest';
import { streamWords, threefry, wordStream } from '../../src/keys/threefry.js';

/** From Random123's `kat_vectors`, threefry2x32 with 20 rounds: counter, key, words. */
const known = [
  [0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x6b200159, 0x99ba4efe],
  [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
  [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xc4923a9c, 0x483df7a0],
] as const;

describe('threefry', () => {
  it('gives the published words of Random123', () => {
    for (const [counter0, counter1, high, low, ...expected] of known) {
      const words = new Uint32Array(2);
      threefry(words, 0, { high, low }, counter0, counter1);
      expect([...words]).toEqual(expected);
    }
  });

  it('gives the same words one by one and at once, also an odd number of them', () => {
    const key = { high: 3, low: 4 };
    const nextWord = wordStream(key, 1);
    expect(Array.from({ length: 7 }, nextWord)).toEqual([...streamWords(key, 1, 7)]);
  });

  it('gives other words for another stream of the key', () => {
    const key = { high: 3, low: 4 };
    expect(streamWords(key, 0, 4)).not.toEqual(streamWords(key, 1, 4));
  });
});
