import type { Key, Shape, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DType } from '../graph/node.js';
import { drawValues } from '../record/key.js';
import type { RecordedDraw } from '../record/recording.js';
import type { Elements, Program } from './program.js';

/** Values of a tensor into a program's input. */
export const writeTensor = (program: Program, input: number, tensor: Tensor): void =>
  program.write(input, tensor.dataSync<DType>());

/** The draws of a run into the inputs after the arguments. */
export function writeDraws(program: Program, first: number, draws: readonly RecordedDraw[], key: Key): void {
  for (let at = 0; at < draws.length; at++) {
    const drawn = drawValues(draws[at] as RecordedDraw, key);
    writeTensor(program, first + at, drawn);
    drawn.dispose();
  }
}

/** A copy of elements as a tensor. */
export function tensorOf(values: Elements, { shape, dtype }: { readonly shape: Shape; readonly dtype: DType }): Tensor {
  const copy = dtype === 'bool' ? Uint8Array.from(values) : values.slice();
  return tf.tensor(copy, [...shape], dtype);
}
