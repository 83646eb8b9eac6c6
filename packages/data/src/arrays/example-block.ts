import type { Shape } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';
import type { Block } from './nested-numbers.js';
import { flattenNumbers } from './nested-numbers.js';
import type { NumberBlock } from './number-block.js';
import { asFloat32, isBytes, isNumberBlock, plainBytes } from './number-block.js';
import { isTensor, told } from './told.js';

/** What an argument holds: its name, and what messages call one of its rows. */
export interface Named {
  readonly where: string;
  readonly argument: string;
  readonly row: string;
}

/**
 * Examples, one block of memory or a list of examples, as one block and the shape of an example.
 *
 * Bytes stay bytes, whatever holds them; all other numbers become float32. With a list, `shape` gives every example another form of
 * as many numbers.
 *
 * @throws InvalidDataError that names the first row with something else than finite numbers, or of another shape
 */
export function exampleBlock(named: Named, x: unknown, count: number, shape: Shape | undefined): Block {
  const { where, argument } = named;
  const wanted = shape === undefined ? undefined : requireShape(where, shape);
  if (isNumberBlock(x)) return fromBlock(named, x, count, wanted);
  if (Array.isArray(x)) return reshaped(named, flattenNumbers(where, x as readonly unknown[], named.row), wanted);
  const hint = isTensor(x)
    ? 'Pass its numbers: await tensor.data(), with shape: tensor.shape.slice(1).'
    : 'Pass numbers.';
  throw new InvalidDataError(
    `${where}: expected ${argument} as an array of numbers or a list of examples, got ${told(x)}. ${hint}`,
  );
}

function requireShape(where: string, shape: Shape): Shape {
  const isList: boolean = Array.isArray(shape);
  if (isList && shape.every((axis) => Number.isInteger(axis) && axis > 0)) return shape;
  throw new InvalidDataError(
    `${where}: shape must be the lengths of one example's axes, such as [28, 28, 1], got ${JSON.stringify(shape)}.`,
  );
}

const lengthOf = (shape: Shape): number => shape.reduce((product, axis) => product * axis, 1);

function fromBlock({ where, argument, row }: Named, x: NumberBlock, count: number, shape: Shape | undefined): Block {
  if (shape === undefined) {
    throw new InvalidDataError(
      `${where}: a block of ${x.length} numbers (${argument}) for ${count} examples needs the shape of one example. Pass shape.`,
    );
  }
  const length = lengthOf(shape);
  const place = (index: number): string => `number ${index % length} of ${row} ${Math.floor(index / length)}`;
  return { values: isBytes(x) ? plainBytes(x) : asFloat32(where, x, place), shape };
}

function reshaped({ where, argument, row }: Named, block: Block, shape: Shape | undefined): Block {
  if (shape === undefined || lengthOf(shape) === lengthOf(block.shape))
    return { ...block, shape: shape ?? block.shape };
  throw new InvalidDataError(
    `${where}: shape [${shape.join(', ')}] has ${lengthOf(shape)} numbers, but each ${row} of ${argument} is [${block.shape.join(', ')}]. Leave shape out, or give the one that fits.`,
  );
}
