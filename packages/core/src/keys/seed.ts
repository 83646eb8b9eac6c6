import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { Distribution, Seed } from '../contracts/random.js';
import type { Shape } from '../contracts/tree.js';
import { InvalidOptionError } from '../errors.js';
import { foldWords, purposes, seedWords, taskWords } from './derive.js';
import { drawValues, unitInterval } from './draw.js';
import { wordStream, type KeyWords } from './threefry.js';

/**
 * The root of all random numbers of a run: counter-based and splittable (Threefry-2x32, 20 rounds), a value without
 * state. Equal seeds give equal streams, bit for bit, on every backend and platform.
 *
 * - `fold(label)` is an independent key; texts and numbers never collide (`fold(1)` is not `fold('1')`); labels are any
 *   text or finite number. Folds keep the place of a slice: `from(3).fold('a')` is `fold('a').from(3)`.
 * - `draw` gives float32 tensors, int32 `[n]` for permutations; without `tasks` from the key's own stream, whatever its
 *   slice. A longer draw begins with the shorter one (permutations excepted). Distributions are independent streams.
 *   Uniforms have 24 bits; normals are the quantiles of 32-bit fractions, rounded to float32, within ±6.34.
 * - `numbers()` gives the numbers of `draw('uniform', …)` one by one.
 *
 * The caller owns drawn tensors. No gradients flow.
 *
 * @param value  any finite number; `seed(7)`
 * @throws InvalidOptionError for a number that is not finite, a shape or number of tasks that is not made of
 *   non-negative integers, and a permutation whose shape has not one axis
 */
export function seed(value: number): Seed {
  return keyOf(seedWords(value), 0);
}

/** The key of task `index` of a slice that starts at `first`. */
const taskOf = (words: KeyWords, first: number, index: number): KeyWords =>
  taskWords(words, first + whole(index, 'task'));

/** `first` is the place of the slice of tasks that batched draws are for. */
function keyOf(words: KeyWords, first: number): Seed {
  // Methods, not arrows: loaders that give each arrow its name do so each time a key is made, and keys are made by the hundred.
  return {
    fold(label) {
      return keyOf(foldWords(words, label), first);
    },
    from(index) {
      return keyOf(words, first + whole(index, 'from'));
    },
    task(index) {
      return keyOf(taskOf(words, first, index), 0);
    },
    draw(distribution, shape, tasks) {
      const size = sizeOf(distribution, shape);
      if (tasks === undefined) return tensorOf(drawValues([words], distribution, size), shape);
      const keys = Array.from({ length: whole(tasks, 'draw') }, (_, index) => taskOf(words, first, index));
      return tensorOf(drawValues(keys, distribution, size), [tasks, ...shape]);
    },
    numbers() {
      const nextWord = wordStream(words, purposes.uniform);
      return () => unitInterval(nextWord());
    },
  };
}

function tensorOf(values: Float32Array | Int32Array, shape: Shape): Tensor {
  return tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32');
}

function sizeOf(distribution: Distribution, shape: Shape): number {
  if (distribution === 'permutation' && shape.length !== 1) {
    throw new InvalidOptionError(
      `draw: a permutation has one axis, but the shape is [${shape.join(', ')}]. Ask for [n], and for one a task with \`tasks\`.`,
    );
  }
  return shape.reduce((size, length) => size * whole(length, 'draw'), 1);
}

function whole(value: number, caller: string): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidOptionError(`${caller}: expected a non-negative integer, received ${value}.`);
}
