import {
  applyPart,
  dense,
  InvalidOptionError,
  isLearned,
  isPerTask,
  leaf,
  pick,
  specOf,
  spread,
  under,
} from '@innerloop/core';
import type { Context, Model, ParamSpec, ParamSpecs, ParamTree, Shape, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { layersOf } from '../layers/layers-of.js';

export interface TNetOptions {
  /** Any model whose leaves have their output units last, as kernels, filters and biases have. */
  readonly model: Model;
}

/** A square matrix, and the leaves whose units it mixes. */
interface Warp {
  readonly name: string;
  readonly spec: ParamSpec;
  readonly leaves: readonly string[];
}

/** The first warp changes nothing. */
const identity = (_key: unknown, shape: Shape): Tensor => tf.eye(shape[0] as number);

/** One for every layer that has a product: a learned leaf of at least two axes. */
function warpsOf(specs: ParamSpecs): readonly Warp[] {
  const layers = layersOf(pick(specs, (name) => isLearned(specs[name])));
  return Object.entries(layers)
    .filter(([, { leaves }]) => leaves.some((name) => specOf(specs, name).shape.length >= 2))
    .map(([name, { units, leaves }]) => ({ name, leaves, spec: { shape: [units, units], initialize: identity } }));
}

/** A leaf and its spec. */
type Held = readonly [tensor: Tensor, spec: ParamSpec];

const tasksOfLeaf = ([tensor, spec]: Held): number | undefined =>
  isPerTask(tensor, spec) ? tensor.shape[0] : undefined;

/** `leaf · warp` along the units: per task if one of the two is. */
function mixed(held: Held, warp: Held, context: Context): Tensor {
  const [tensor, spec] = held;
  const units = spec.shape.at(-1) as number;
  const tasks = tasksOfLeaf(held) ?? tasksOfLeaf(warp);
  const whole = tasks === undefined ? tensor : (spread({ tensor }, { tensor: spec }, tasks)['tensor'] as Tensor);
  const product = dense({ inputs: units, outputs: units, bias: false });
  const rows = tf.reshape(whole, [tasks ?? 1, -1, units]);
  return tf.reshape(product.apply({ kernel: warp[0] }, rows, context), whole.shape);
}

/**
 * A T-net: behind the product of each layer of a model stands a square matrix `T` that only the outer loop moves, `y = T (W x + b)`.
 *
 * A step of gradient descent on `W` moves the composite `A = T W` by `−α T Tᵀ ∇_A L`, so the outer loop learns a metric of each layer's
 * activations. `T` is applied to the leaves, as `(T W) x + T b`: that works for every layer with its units last, convolutions included,
 * and costs the same for any number of examples.
 *
 * Leaves: the model's own below `net/`, and `warp/LAYER` `[units, units]`, first the identity, for each layer with a leaf of two axes or
 * more. Let the inner loop move the former alone: `maml({ model: tNet({ model }), adapts: ['net/'], … })`. Gradients flow through both.
 *
 * @throws InvalidOptionError if the model has no layer with a product
 * @see Lee & Choi 2018, "Gradient-Based Meta-Learning with Learned Layerwise Metric and Subspace", arXiv:1801.05558
 */
export function tNet({ model }: TNetOptions): Model {
  const { specs, normalization } = model;
  const warps = warpsOf(specs);
  if (warps.length === 0) {
    throw new InvalidOptionError(
      `tNet: no learned leaf of the model has two axes, so there is no product to warp. Its leaves are: ${Object.keys(specs).join(', ')}.`,
    );
  }
  const composites = (params: ParamTree, context: Context): ParamTree =>
    Object.fromEntries(
      warps.flatMap(({ name, spec, leaves }) => {
        const warp = [leaf(params, `warp/${name}`), spec] as const;
        return leaves.map((own) => {
          const of = `net/${own}`;
          return [of, mixed([leaf(params, of), specOf(specs, own)], warp, context)] as const;
        });
      }),
    );
  const square = Object.fromEntries(warps.map(({ name, spec }) => [name, spec]));
  return {
    specs: { ...under('net', specs), ...under('warp', square) },
    ...(normalization === undefined ? {} : { normalization }),
    apply: (params, x, context) => applyPart(model, 'net', { ...params, ...composites(params, context) }, x, context),
  };
}
