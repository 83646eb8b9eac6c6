import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** The two halves of the last axis: of a network's outputs, those for means and those for deviations. */
export function halves(x: Tensor): readonly [Tensor, Tensor] {
  const half = (x.shape.at(-1) as number) / 2;
  const lead = x.shape.slice(0, -1);
  const at = (from: number): Tensor => tf.slice(x, [...lead.map(() => 0), from], [...lead, half]);
  return [at(0), at(half)];
}
