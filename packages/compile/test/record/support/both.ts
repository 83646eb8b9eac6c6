import type { Key, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DType, Values } from '../../../src/graph/node.js';
import { drawValues } from '../../../src/record/key.js';
import { record } from '../../../src/record/record.js';
import type { Recordable } from '../../../src/record/record.js';
import type { Recording } from '../../../src/record/recording.js';
import { evaluate } from '../../reference/interpret.js';

/** What a function of tensors gave: of what form, and which elements. */
export interface Result {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: readonly number[];
}

export const recordOn = (f: Recordable, tensors: readonly Tensor[]): Recording =>
  record(
    f,
    tensors.map(({ shape, dtype }, at) => ({ name: `x${at}`, shape, dtype: dtype as DType })),
  );

function valuesOf(tensor: Tensor): ArrayLike<number> {
  const values = tensor.dataSync();
  tensor.dispose();
  return values;
}

/** Records a function and computes what was recorded, by the reference. */
export function recorded(f: Recordable, tensors: readonly Tensor[], key?: Key): Result[] {
  const { graph, inputs, outputs, draws } = recordOn(f, tensors);
  const given = tensors.map((tensor) => tensor.dataSync());
  const drawn = draws.map((draw) => valuesOf(drawValues(draw, key as Key)));
  const feeds = new Map([...given, ...drawn].map((values, at) => [inputs[at]!, values]));
  const values: Values[] = evaluate(graph, outputs, feeds);
  return outputs.map(({ shape, dtype }, at) => ({ shape, dtype, values: Array.from(values[at]!) }));
}

/** Runs a function on the current engine. */
export function eager(f: Recordable, tensors: readonly Tensor[], key?: Key): Result[] {
  const results: Result[] = [];
  tf.tidy(() => {
    for (const tensor of f(tensors, () => key as Key))
      results.push({ shape: tensor.shape, dtype: tensor.dtype, values: Array.from(tensor.dataSync()) });
  });
  return results;
}
