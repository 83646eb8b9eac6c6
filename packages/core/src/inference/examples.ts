import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import type { ImageForm } from '../contracts/data.js';
import type { Shape } from '../contracts/tree.js';
import { InvalidDataError } from '../errors.js';

const shown = (shape: Shape): string => `[${shape.join(', ')}]`;

const isBytes = (value: unknown): boolean => value instanceof Uint8Array || value instanceof Uint8ClampedArray;

/** Whether examples are given as bytes, in one block or a list of blocks of any depth. */
function holdsBytes(value: unknown): boolean {
  if (isBytes(value)) return true;
  return Array.isArray(value) && value.length > 0 && holdsBytes(value[0]);
}

/** The values as floats; bytes of 0 … 255 stand for 0 … 1, as in `fromArrays`. */
export function floats(value: Tensor | TensorLike): Tensor {
  if (value instanceof tf.Tensor) return tf.cast(value, 'float32');
  const tensor = tf.cast(tf.tensor(value), 'float32');
  return holdsBytes(value) ? tf.div(tensor, 255) : tensor;
}

const isPictures = ({ shape }: Tensor): boolean => shape.length === 4 && [1, 3, 4].includes(shape[3]);

/** Whole numbers of a picture are most likely 0 … 255, and a model was most likely trained on 0 … 1: nobody should guess. */
function expectScale(where: string, given: Tensor | TensorLike, x: Tensor, form: ImageForm | undefined): void {
  const whole = given instanceof tf.Tensor && given.dtype === 'int32';
  if (form === undefined && !(whole && isPictures(x))) return;
  const largest = tf.tidy(() => tf.max(tf.abs(x)).dataSync()[0]) ?? 0;
  if (!(largest > 1.001)) return;
  throw new InvalidDataError(
    `${where}: x holds ${whole ? 'whole numbers' : 'values'} up to ${largest}, ` +
      `${form === undefined ? 'as pixels of 0 … 255 have, but' : 'but the model was trained on'} pictures ${form === undefined ? 'are most often learned from' : 'with values'} from 0 to 1. ` +
      'Pass tf.div(x, 255)' +
      (form === undefined ? "; if the model was trained on such numbers, tf.cast(x, 'float32')." : '.'),
  );
}

/** What examples must have in common with those that were seen before. */
export interface ExampleForm {
  /** The shape of one example. */
  readonly example?: Shape | undefined;
  /** What pictures the model was trained on. */
  readonly images?: ImageForm | undefined;
}

function expectShape(where: string, { shape }: Tensor, example: Shape | undefined, why: string): void {
  if (shape.length < 2) {
    throw new InvalidDataError(
      `${where}: x is a list of examples, [N, …features], got the shape ${shown(shape)}. ` +
        (shape.length === 1 && (example === undefined || example.length > 1 || example[0] === 1)
          ? 'Give each example an axis of features: x.map((value) => [value]).'
          : 'Of one example pass a list of one: [x].'),
    );
  }
  const own = shape.slice(1);
  if (example === undefined || tf.util.arraysEqual(own, [...example])) return;
  const lone = tf.util.arraysEqual(shape, [...example]);
  throw new InvalidDataError(
    `${where}: expected x of shape ${shown(['N' as never, ...example])}, ${why}, got ${shown(shape)}. ` +
      (lone ? 'Of one example pass a list of one: [x].' : 'Bring the examples into that form.'),
  );
}

/**
 * One task's examples with the task axis in front, `[1, N, …]`.
 *
 * @throws InvalidDataError if they are no list of examples of the form that was seen before, of another scale than known, or not finite
 */
export function asTask(where: string, given: Tensor | TensorLike, { example, images }: ExampleForm = {}): Tensor {
  const x = floats(given);
  const picture = images === undefined ? undefined : [images.height, images.width, images.channels];
  expectShape(
    where,
    x,
    picture ?? example,
    picture === undefined ? 'as in the support' : 'the pictures that the model was trained on',
  );
  expectScale(where, given, x, images);
  return tf.expandDims(x, 0);
}

/** @throws InvalidDataError that names the first row with an entry that is NaN or infinite */
export function expectFinite(where: string, what: string, tensor: Tensor): void {
  const sum = tf.tidy(() => tf.sum(tf.mul(tensor, 0)).dataSync()[0]); // NaN if any entry is NaN or infinite
  if (sum === 0) return;
  const values = tensor.dataSync();
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at === -1) return;
  const row = Math.floor(at / (values.length / (tensor.shape[1] as number)));
  throw new InvalidDataError(
    `${where}: ${what} has ${values[at]} in example ${row} (counted from 0). Repair that example, or leave it out.`,
  );
}
