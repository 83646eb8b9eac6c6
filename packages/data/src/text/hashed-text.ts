import { InvalidDataError, InvalidOptionError } from '@innerloop/core';
import { murmurHash } from './murmur-hash.js';

export interface HashedTextOptions {
  /** Words (or characters) in a row that count as one feature: a number, or the least and the most. Default [1, 2]. */
  readonly ngrams?: number | readonly [least: number, most: number] | undefined;
  /** Of what n-grams are made: words, which are runs of letters, digits and apostrophes, or characters of the text. Default `words`. */
  readonly units?: 'words' | 'characters' | undefined;
  /** D, entries of a vector. Default 1024. */
  readonly dimensions?: number | undefined;
  /** Default true. */
  readonly lowerCase?: boolean | undefined;
  /** Divide each vector by its length. Default true. */
  readonly normalize?: boolean | undefined;
}

/** Text as vectors: a function of each text alone, so nothing is fitted and nothing leaks from one split to another. */
export interface HashedText {
  readonly dimensions: number;
  /** Vectors `[texts, dimensions]`, one after another. */
  encode(texts: readonly string[]): Float32Array;
}

/**
 * Text as a bag of n-grams by the hashing trick: an n-gram g adds `sign(h(g))` to entry `|h(g)| mod D`, so no vocabulary is kept, and collisions
 * cancel on average. Text is brought into Unicode's form NFC first. The words of an n-gram are joined by a space, and h is MurmurHash3 of its
 * UTF-8, signed, as in scikit-learn's `HashingVectorizer`; what counts as a word is not the same there.
 *
 * A text without n-grams is a vector of zeros.
 *
 * @throws InvalidOptionError if a number is no positive integer, or the least is above the most
 * @see Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning", arXiv:0902.2206
 */
export function hashedText(options: HashedTextOptions = {}): HashedText {
  const { dimensions = 1024, lowerCase = true, normalize = true, units = 'words', ngrams = [1, 2] } = options;
  const [least, most] = typeof ngrams === 'number' ? [ngrams, ngrams] : ngrams;
  for (const [name, value, floor] of [
    ['dimensions', dimensions, 1] as const,
    ['ngrams', least, 1] as const,
    ['ngrams', most, least] as const,
  ]) {
    if (!Number.isInteger(value) || value < floor)
      throw new InvalidOptionError(`hashedText: ${name} must be a whole number of at least ${floor}, got ${value}.`);
  }
  const bytes = new TextEncoder();
  const add = (text: string, into: Float32Array): void => {
    const parts = partsOf(text, units, lowerCase);
    for (let n = least; n <= most; n += 1) {
      for (let at = 0; at + n <= parts.length; at += 1) {
        const hash = murmurHash(bytes.encode(parts.slice(at, at + n).join(units === 'words' ? ' ' : '')));
        const place = Math.abs(hash) % dimensions;
        into[place] = (into[place] as number) + (hash < 0 ? -1 : 1);
      }
    }
    if (normalize) scaleToLength(into);
  };
  return {
    dimensions,
    encode(texts) {
      const vectors = new Float32Array(texts.length * dimensions);
      texts.forEach((text, row) => {
        if (typeof text !== 'string')
          throw new InvalidDataError(
            `hashedText: expected text, got ${typeof text} at place ${row}. Pass a list of strings.`,
          );
        add(text, vectors.subarray(row * dimensions, (row + 1) * dimensions));
      });
      return vectors;
    },
  };
}

function partsOf(text: string, units: 'words' | 'characters', lowerCase: boolean): readonly string[] {
  const plain = (lowerCase ? text.toLowerCase() : text).normalize('NFC');
  // A typographic apostrophe and a straight one are the same mark.
  if (units === 'words')
    return plain.replaceAll('’', "'").match(/[\p{L}\p{M}\p{N}']*[\p{L}\p{N}][\p{L}\p{M}\p{N}']*/gu) ?? [];
  return Array.from(plain.replace(/\s+/gu, ' ').trim()); // code points
}

function scaleToLength(vector: Float32Array): void {
  const length = Math.hypot(...vector);
  if (length === 0) return;
  for (let at = 0; at < vector.length; at += 1) vector[at] = (vector[at] as number) / length;
}
