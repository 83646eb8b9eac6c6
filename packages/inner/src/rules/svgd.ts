import { InvalidOptionError, isPerTask, leaf, mapParams, pick, specOf, spread, tasksOf } from '@innerloop/core';
import type { ParamSpecs, ParamTree, Tensor, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkedNumber, positive } from '../options/number.js';
import { steinDirection } from '../particles/stein.js';
import { stateless } from './stateless.js';
import type { Stateless } from './stateless.js';

export interface SvgdOptions {
  /** Step size `ε`, for a loss that is a negative log posterior. Default 1e-3. */
  readonly learningRate?: number;
  /** Of the kernel, `h`; default the median of the squared distances of the particles over `log M`, of each task by itself. */
  readonly bandwidth?: number;
}

/** How many particles the leaves that have any hold. */
function countOf(specs: ParamSpecs): number {
  const [count = 1, ...others] = new Set(Object.values(specs).flatMap(({ particles }) => particles ?? []));
  if (others.length === 0) return count;
  throw new InvalidOptionError(
    `svgd: the leaves hold different numbers of particles, ${[count, ...others].join(' and ')}. Make the whole model of particles of one number.`,
  );
}

/** Particles `[1 or T, M, P]` of leaves `[M, …]` or `[T, M, …]`, side by side in the order of their names. */
const flat = (tree: ParamTree, names: readonly string[], sets: number, count: number): Tensor =>
  tf.concat(
    names.map((name) => tf.reshape(leaf(tree, name), [sets, count, leaf(tree, name).size / (sets * count)])),
    2,
  );

/** The inverse of `flat`. */
function shaped(like: ParamTree, together: Tensor): ParamTree {
  const [sets, count] = together.shape as [number, number];
  let end = 0;
  return mapParams(like, (tensor) => {
    const width = tensor.size / (sets * count);
    end += width;
    return tf.reshape(tf.slice(together, [0, 0, end - width], [sets, count, width]), tensor.shape);
  });
}

function moveParticles(
  specs: ParamSpecs,
  params: ParamTree,
  grads: ParamTree,
  { learningRate, bandwidth }: { readonly learningRate: number; readonly bandwidth: number | undefined },
): ParamTree {
  const names = Object.keys(params);
  const own = Object.entries(params).find(([name, tensor]) => isPerTask(tensor, specOf(specs, name)))?.[1];
  const sets = own === undefined ? 1 : tasksOf(own);
  const all = (tree: ParamTree): ParamTree => (own === undefined ? tree : spread(tree, specs, sets));
  const [from, ascent] = [all(params), mapParams(all(grads), (gradient) => tf.neg(gradient))];
  const count = countOf(specs);
  const direction = steinDirection(flat(from, names, sets, count), flat(ascent, names, sets, count), bandwidth);
  const steps = shaped(from, tf.mul(direction, learningRate));
  return mapParams(from, (tensor, name) => tf.add(tensor, leaf(steps, name)));
}

/**
 * Stein variational gradient descent: particles that settle as a sample of a posterior would lie.
 *
 * `θⁱ ← θⁱ + ε · 1/M Σ_j [k(θʲ, θⁱ) ∇log p(θʲ) + ∇_{θʲ} k(θʲ, θⁱ)]`, `k = exp(−‖θʲ − θⁱ‖² / h)`, where the loss is `Σ −log p(θʲ)`: the
 * gradients of a sum over particles are each particle's own. A particle is all that moves at one place of the particle axis of
 * `particles(model, M)`; tasks have their kernels by themselves. Leaves without particles descend, `φ ← φ − ε ∇L`: with one particle,
 * or none, this is gradient descent to the maximum a posteriori.
 *
 * Gradients flow through particles and gradients; the median bandwidth is a constant to them. Particles that coincide stay so: they
 * need different first values.
 *
 * @throws InvalidOptionError if a number is not positive and finite, or leaves hold different numbers of particles
 * @see Liu, Wang 2016, "Stein Variational Gradient Descent: A General Purpose Bayesian Inference Algorithm", arXiv:1608.04471
 */
export function svgd({ learningRate = 1e-3, bandwidth }: SvgdOptions = {}): UpdateRule<Stateless> {
  checkedNumber('svgd: learningRate', learningRate, positive, 'Pass a step size such as 1e-3.');
  if (bandwidth !== undefined) {
    checkedNumber('svgd: bandwidth', bandwidth, positive, 'Leave it out for the median of the squared distances.');
  }
  return {
    name: 'svgd',
    specs: () => ({}),
    start: stateless,
    update: ({ specs, params, grads, state }) => {
      const isParticle = (name: string): boolean => specOf(specs, name).particles !== undefined;
      const [many, single] = [pick(params, isParticle), pick(params, (name) => !isParticle(name))];
      const moved =
        Object.keys(many).length === 0
          ? {}
          : moveParticles(specs, many, pick(grads, isParticle), { learningRate, bandwidth });
      const descended = mapParams(single, (tensor, name) => tf.sub(tensor, tf.mul(leaf(grads, name), learningRate)));
      return { params: mapParams(params, (_, name) => leaf({ ...descended, ...moved }, name)), state };
    },
  };
}
