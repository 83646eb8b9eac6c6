import { leaf, seed, zeros } from '@innerloop/core';
import type { Key, ParamSpecs, ParamTree, Shape } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** A quadratic bowl for each task: `L_t(φ) = ½ Σ a_t (φ − c_t)²`, its curvatures `a` in [½, 1½) and its bottom `c` one a task. */
export interface Bowl {
  readonly specs: ParamSpecs;
  readonly curvature: ParamTree;
  readonly bottom: ParamTree;
  readonly start: ParamTree;
}

/** Leaves of rank 0, 1 and 2 whose axes all have the given lengths. */
export function targetsOf(lengths: readonly [number, number]): ParamSpecs {
  const [rows, columns] = lengths;
  const shapes: Readonly<Record<string, Shape>> = {
    'layer/kernel': [rows, columns],
    'layer/bias': [columns],
    scale: [],
  };
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { shape, initialize: zeros }]));
}

/** With `tasks`, every leaf per task; without, one bowl of shared leaves. */
export function bowlOf(specs: ParamSpecs, key: Key, tasks?: number): Bowl {
  const each = (label: string, f: (key: Key, shape: Shape) => Tensor): ParamTree =>
    Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [name, f(key.fold(label).fold(name), shape)]));
  return {
    specs,
    curvature: each('curvature', (k, shape) => tf.add(k.draw('uniform', shape, tasks), 0.5)),
    bottom: each('bottom', (k, shape) => k.draw('normal', shape, tasks)),
    start: each('start', (k, shape) => tf.add(k.draw('normal', shape, tasks), 0.3)),
  };
}

/** `[]` of shared leaves, `[T]` of leaves per task. */
export function heightOf({ specs, curvature, bottom }: Bowl, at: ParamTree): Tensor {
  const heights = Object.entries(specs).map(([name, { shape }]) => {
    const tensor = leaf(at, name);
    const terms = tf.mul(leaf(curvature, name), tf.square(tf.sub(tensor, leaf(bottom, name))));
    const own = [...tensor.shape.keys()].slice(tensor.rank - shape.length);
    return own.length === 0 ? terms : tf.sum(terms, own);
  });
  return tf.mul(
    0.5,
    heights.reduce((sum, height) => tf.add(sum, height)),
  );
}

/** The bowl whose every task starts at its bottom, where all gradients are zero. */
export const atRest = (bowl: Bowl): Bowl => ({ ...bowl, start: bowl.bottom });

/** The key of the laws' bowls. */
export const bowlKey: Key = seed(11);
