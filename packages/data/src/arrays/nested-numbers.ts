import type { Shape } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';

/** A number, or equally long lists of them to any depth. */
export type NestedNumbers = number | ArrayLike<number> | readonly NestedNumbers[];

/**
 * Lists of numbers as one float32 block, with the shape of one example.
 *
 * @throws InvalidDataError that names the first example of another shape
 */
export function flattenNumbers(examples: readonly NestedNumbers[]): {
  readonly values: Float32Array;
  readonly shape: Shape;
} {
  const shape = shapeOf(examples[0] ?? 0);
  const values: number[] = [];
  examples.forEach((example, index) => {
    if (!append(example, shape, values)) {
      throw new InvalidDataError(
        `fromArrays: example ${index} is not numbers of shape [${shape.join(', ')}], as the first example is.`,
      );
    }
  });
  return { values: Float32Array.from(values), shape };
}

const shapeOf = (value: NestedNumbers): Shape =>
  typeof value === 'number' ? [] : [value.length, ...shapeOf(value[0] ?? 0)];

function append(value: NestedNumbers, [length, ...rest]: Shape, into: number[]): boolean {
  if (typeof value === 'number') {
    into.push(value);
    return length === undefined;
  }
  return value.length === length && Array.from(value).every((part) => append(part, rest, into));
}
