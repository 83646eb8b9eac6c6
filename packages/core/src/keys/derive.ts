import { InvalidOptionError } from '../errors.js';
import { threefry, type KeyWords } from './threefry.js';

/**
 * What the second counter word says a block is for. No counter is used for two purposes, so what is drawn from a key
 * and the keys that are derived from it are independent.
 */
export const purposes = { uniform: 0, normal: 1, permutation: 2, text: 3, number: 4, task: 5, seed: 6 } as const;

/** The key of a user's seed: a finite number. */
export function seedWords(value: number): KeyWords {
  return absorbNumber({ high: 0, low: 0 }, purposes.seed, value, 'seed');
}

/** The key that a label derives from a key. Texts and numbers never meet; `0` and `-0` are one number. */
export function foldWords(key: KeyWords, label: string | number): KeyWords {
  return typeof label === 'number' ? absorbNumber(key, purposes.number, label, 'fold') : absorbText(key, label);
}

/** The key of one task's own stream: bits of the number above the 32nd go beside the purpose. */
export function taskWords(key: KeyWords, task: number): KeyWords {
  return absorb(key, task % 2 ** 32, purposes.task + 8 * Math.floor(task / 2 ** 32));
}

const words = new Uint32Array(2);
const bits = new DataView(new ArrayBuffer(8));

/** The key replaced by its own block for a counter: a pseudo-random function of the counter. */
function absorb(key: KeyWords, counter0: number, counter1: number): KeyWords {
  threefry(words, 0, key, counter0, counter1);
  return { high: words[0] as number, low: words[1] as number };
}

function absorbNumber(key: KeyWords, purpose: number, value: number, caller: string): KeyWords {
  if (!Number.isFinite(value)) {
    throw new InvalidOptionError(`${caller}: expected a finite number, received ${value}. Use an integer, or a text.`);
  }
  bits.setFloat64(0, value === 0 ? 0 : value);
  return absorb(absorb(key, 0, purpose), bits.getUint32(0), bits.getUint32(4));
}

/** Four UTF-16 units a block. The length comes first, so that no text's blocks are the beginning of another's. */
function absorbText(key: KeyWords, text: string): KeyWords {
  let folded = absorb(key, text.length, purposes.text);
  for (let at = 0; at < text.length; at += 4) folded = absorb(folded, pair(text, at), pair(text, at + 2));
  return folded;
}

/** The UTF-16 unit at a place of a text; 0 beyond its end. */
const unit = (text: string, index: number): number => (index < text.length ? text.charCodeAt(index) : 0);

const pair = (text: string, at: number): number => unit(text, at) * 0x10000 + unit(text, at + 1);
