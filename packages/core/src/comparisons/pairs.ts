import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidDataError } from '../errors.js';
import { shown } from '../layers/expect.js';
import { broadcast } from '../primitives/broadcast.js';

/**
 * Each example of `a` with each of `b`, side by side along the last axis: entry `[t, n, m]` is `a[t, n]` followed by `b[t, m]`.
 * `[T, N, …, f] × [T, M, …, g] → [T, N, M, …, f + g]`; feature maps `[T, N, H, W, C]` give `[T, N, M, H, W, 2C]`. Gradients flow to both.
 *
 * @throws InvalidDataError unless both have the same tasks, and the same axes between examples and features
 * @see Sung et al. 2018, "Learning to Compare: Relation Network for Few-Shot Learning", §3.2, arXiv:1711.06025
 */
export function pairs(a: Tensor, b: Tensor): Tensor {
  const [[tasks, n, ...ofA], [others, m, ...ofB]] = [a.shape, b.shape] as [number[], number[]];
  const places = ofA.slice(0, -1);
  const same = tasks === others && places.every((length, axis) => length === ofB[axis]);
  if (a.rank < 3 || a.rank !== b.rank || !same) {
    throw new InvalidDataError(
      `pairs: expected [tasks, N, …, features] and [tasks, M, …, features] that differ in N, M and features only, got ${shown(a.shape)} and ` +
        `${shown(b.shape)}. Pass features of one model for the same tasks.`,
    );
  }
  const lead = [tasks, n, m] as number[];
  const left = broadcast(tf.expandDims(a, 2), [...lead, ...ofA]);
  const right = broadcast(tf.expandDims(b, 1), [...lead, ...ofB]);
  return tf.concat([left, right], a.rank);
}
