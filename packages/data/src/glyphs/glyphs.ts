import type { Seed, Split } from '@innerloop/core';
import { InvalidOptionError, seed as seedOf } from '@innerloop/core';
import type { EpisodicOptions, EpisodicSource } from '../episodes/episodic-source.js';
import { episodicSource } from '../episodes/episodic-source.js';
import type { ClassifiedExamples, ExampleClass } from '../examples/classified-examples.js';
import { inventAlphabet } from './alphabet.js';
import { inventCharacters } from './character.js';
import { writeByHand } from './handwriting.js';
import { rasterize } from './rasterize.js';

export interface GlyphsOptions extends EpisodicOptions {
  /** Alphabets: two thirds for training, a sixth each for validation and for test. At least 3. Default 30. */
  readonly alphabets?: number | undefined;
  /** Characters an alphabet. Default 20. */
  readonly characters?: number | undefined;
  /** Times that each character is drawn. Default 20. */
  readonly drawings?: number | undefined;
  /** Height and width of an image. Default 28. */
  readonly size?: number | undefined;
  /** How untidy the hand is: 0 is print. Default 1. */
  readonly jitter?: number | undefined;
  /** Another seed invents other alphabets. Default 0. */
  readonly seed?: number | undefined;
}

/**
 * An image set of invented handwriting for few-shot learning that needs no download: alphabets of characters, each drawn many times.
 *
 * An alphabet has a style: a few strokes (lines, arcs, hooks, waves, loops, corners, dots) with its own angles and curvature, from
 * which all its characters are put together. Each drawing of a character moves the pen a little differently. Images are
 * `[size, size, 1]` with ink 1, classes are named `alphabet07/character03`; whole alphabets belong to one split. Made when a split is first
 * opened (a fraction of a second for the usual size), always the same for a seed.
 *
 * @throws InvalidOptionError if a number is out of range
 * @see Lake et al. 2015, "Human-level concept learning through probabilistic program induction", for the idea of characters as strokes
 */
export function glyphs(options: GlyphsOptions = {}): EpisodicSource {
  const { alphabets = 30, characters = 20, drawings = 20, size = 28, jitter = 1, seed = 0, ...sampling } = options;
  requireWhole({ alphabets, characters, drawings, size });
  if (!(jitter >= 0)) throw new InvalidOptionError(`glyphs: jitter must be a number of at least 0, got ${jitter}.`);
  const set: GlyphSet = { characters, drawings, size, jitter, seed: seedOf(seed).fold('glyphs') };
  const read = (split: Split): Promise<ClassifiedExamples> =>
    Promise.resolve(draw(set, split, alphabetsOf(split, alphabets)));
  return episodicSource(
    {
      name: 'glyphs',
      read,
      images: { height: size, width: size, channels: 1, inverted: true, fit: 'contain', resample: 'lanczos' },
    },
    sampling,
  );
}

interface GlyphSet {
  readonly characters: number;
  readonly drawings: number;
  readonly size: number;
  readonly jitter: number;
  readonly seed: Seed;
}

/** Numbers of the alphabets of a split: validation and test have the last. */
function alphabetsOf(split: Split, alphabets: number): readonly number[] {
  const kept = Math.max(Math.round(alphabets / 6), 1);
  const bounds: Readonly<Record<Split, readonly [number, number]>> = {
    train: [0, alphabets - 2 * kept],
    holdout: [0, 0],
    validation: [alphabets - 2 * kept, alphabets - kept],
    test: [alphabets - kept, alphabets],
  };
  const [from, to] = bounds[split];
  return Array.from({ length: to - from }, (_, index) => from + index);
}

function draw(
  { characters, drawings, size, jitter, seed }: GlyphSet,
  split: Split,
  alphabets: readonly number[],
): ClassifiedExamples {
  const values = new Uint8Array(alphabets.length * characters * drawings * size * size);
  let row = 0;
  const classes = alphabets.flatMap((number) => {
    const own = seed.fold(number);
    return inventCharacters(own, inventAlphabet(own), characters).map((character, index): ExampleClass => {
      const next = own.fold(index).fold('drawings').numbers();
      const rows = Array.from({ length: drawings }, () => {
        rasterize(writeByHand(next, character, jitter), size, values, row * size * size);
        return row++;
      });
      return { name: `alphabet${twoDigits(number)}/character${twoDigits(index)}`, rows };
    });
  });
  return { name: `glyphs/${split}`, shape: [size, size, 1], values, classes };
}

const twoDigits = (number: number): string => String(number + 1).padStart(2, '0');

function requireWhole(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    const least = name === 'alphabets' ? 3 : 1;
    if (!Number.isInteger(value) || value < least) {
      throw new InvalidOptionError(`glyphs: ${name} must be a whole number of at least ${least}, got ${value}.`);
    }
  }
}
