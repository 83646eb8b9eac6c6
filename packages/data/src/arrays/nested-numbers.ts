import type { Shape } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';
import type { NumberBlock } from './number-block.js';
import { asFloat32, isBytes, isNumberBlock, notFinite, plainBytes } from './number-block.js';
import { told } from './told.js';

/** A number, or equally long lists of them to any depth. */
export type NestedNumbers = number | NumberBlock | readonly NestedNumbers[];

/** Examples one after another, with the shape of one. */
export interface Block {
  readonly values: Uint8Array | Float32Array;
  readonly shape: Shape;
}

/** What is read into, and how far. */
interface Reading extends Block {
  readonly where: string;
  /** Whether the innermost lists are arrays of bytes: the first example decides. */
  readonly bytes: boolean;
  /** Where the next number goes. */
  next: number;
}

/**
 * Lists of numbers as one block: of bytes where the innermost lists are arrays of bytes, else of float32.
 *
 * @param what  what messages call one of the lists
 * @throws InvalidDataError that names the first one of another shape, or that holds something else than finite numbers
 */
export function flattenNumbers(where: string, examples: readonly unknown[], what = 'example'): Block {
  const { shape, bytes } = formOf(where, what, examples[0]);
  const count = shape.reduce((product, axis) => product * axis, examples.length);
  const values = bytes ? new Uint8Array(count) : new Float32Array(count);
  const reading: Reading = { where, shape, bytes, values, next: 0 };
  for (let row = 0; row < examples.length; row += 1) {
    if (append(reading, examples[row], `${what} ${row}`, [])) continue;
    throw new InvalidDataError(
      `${where}: ${what} ${row} is not numbers of shape [${shape.join(', ')}], as the first one is. Give all the same shape.`,
    );
  }
  return { values, shape };
}

/** The shape of the first example; what it holds is looked at when it is read. */
function formOf(where: string, what: string, value: unknown): { readonly shape: Shape; readonly bytes: boolean } {
  if (isNumberBlock(value)) return { shape: [value.length], bytes: isBytes(value) };
  if (!Array.isArray(value)) return { shape: [], bytes: false };
  if (value.length === 0) throw new InvalidDataError(`${where}: ${what} 0 is an empty list. Leave it out.`);
  const { shape, bytes } = formOf(where, what, value[0]);
  return { shape: [value.length, ...shape], bytes };
}

/** Writes a value, which stands at `path` in an example; whether it has the shape that is due there. */
function append(reading: Reading, value: unknown, example: string, path: readonly number[]): boolean {
  const { shape } = reading;
  if (isNumberBlock(value)) {
    if (path.length !== shape.length - 1 || value.length !== shape[path.length]) return false;
    appendBlock(reading, value, example, path);
    return true;
  }
  if (Array.isArray(value)) {
    if (value.length !== shape[path.length]) return false;
    // A plain loop: methods of arrays pass over holes.
    for (let index = 0; index < value.length; index += 1) {
      if (!append(reading, value[index], example, [...path, index])) return false;
    }
    return true;
  }
  const number = asNumber(reading, value, placeOf(example, path));
  if (path.length < shape.length) return false;
  reading.values[reading.next++] = number;
  return true;
}

function appendBlock(reading: Reading, block: NumberBlock, example: string, path: readonly number[]): void {
  const { where, bytes, values } = reading;
  if (isBytes(block) !== bytes) throw mixed(where, placeOf(example, path));
  const numbers = isBytes(block)
    ? plainBytes(block)
    : asFloat32(where, block, (index) => placeOf(example, [...path, index]));
  values.set(numbers, reading.next);
  reading.next += numbers.length;
}

function asNumber({ where, bytes }: Reading, value: unknown, place: string): number {
  if (typeof value !== 'number') {
    throw new InvalidDataError(
      `${where}: ${place} is ${told(value)}, but every value must be a number. ${hint(value)}`,
    );
  }
  if (!Number.isFinite(Math.fround(value))) throw notFinite(where, value, place);
  if (bytes) throw mixed(where, place);
  return value;
}

const mixed = (where: string, place: string): InvalidDataError =>
  new InvalidDataError(
    `${where}: bytes (Uint8Array, which stand for 0 … 1) and other numbers (which stand for themselves) are mixed, first at ${place}. Give all in one kind of array.`,
  );

const placeOf = (example: string, path: readonly number[]): string =>
  path.length === 0 ? example : `${example} at [${path.join(', ')}]`;

function hint(value: unknown): string {
  if (typeof value === 'string') return 'Convert text with Number(…), or read the file as a table.';
  if (value === undefined || value === null) return 'Fill in missing values, or leave such examples out.';
  return 'Give lists of numbers.';
}
