import { constant, InvalidOptionError, isPerTask, leaf, mapParams, specOf, stopGradient, under } from '@innerloop/core';
import type { ParamSpecs, ParamTree, RuleStart, Tensor, Tree, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { layersOf } from '../layers/layers-of.js';
import type { LayerUnits } from '../layers/layers-of.js';
import { checkedNumber, finite, positive } from '../options/number.js';

export interface UnitMasksOptions {
  /** First value of the logits `ζ`: a unit adapts with probability `σ(ζ)`. Default 0, which is one half. */
  readonly logit?: number;
  /** Of the relaxation that the logits are learned through. Default 1. */
  readonly temperature?: number;
  /** Masks at test: drawn as in training (default, as the authors' code does), or the units that adapt with probability ½ or more. */
  readonly test?: 'sample' | 'likely';
}

/** The masks of each layer, `[T, units]` (T is 1 for shared leaves), and the wrapped rule's state. */
export type Masked<State extends Tree> = { readonly masks: ParamTree; readonly rule: State };

function checked({ logit = 0, temperature = 1, test = 'sample' }: UnitMasksOptions): Required<UnitMasksOptions> {
  checkedNumber('unitMasks: logit', logit, finite, 'The default is 0.');
  checkedNumber('unitMasks: temperature', temperature, positive, 'The default is 1.');
  if (!['sample', 'likely'].includes(test)) {
    throw new InvalidOptionError(`unitMasks: test must be 'sample' or 'likely', got '${test}'.`);
  }
  return { logit, temperature, test };
}

/** The number of tasks that the leaves of a layer hold values of: 1 if they are shared. */
function tasksIn({ params, specs }: RuleStart, { leaves: [name = ''] }: LayerUnits): number {
  const tensor = leaf(params, name);
  return isPerTask(tensor, specOf(specs, name)) ? tensor.shape[0] : 1;
}

/** Logistic noise, the difference of two of Gumbel's: `[tasks, units]`. */
function noiseOf({ context }: RuleStart, layer: string, units: number, tasks: number): Tensor {
  const uniform = context.key.fold('masks').fold(layer).draw('uniform', [units], tasks);
  const within = tf.clipByValue(uniform, 1e-7, 1 - 1e-7); // no logarithm of zero
  return tf.sub(tf.log(within), tf.log(tf.sub(1, within)));
}

/** The value of `hard`, to the bit, with the derivative of `soft`. */
const straightThrough = (hard: Tensor, soft: Tensor): Tensor =>
  tf.add(stopGradient(hard), tf.sub(soft, stopGradient(soft)));

/** `[T, units]` so that it multiplies a leaf that ends in the units. */
function shapedFor(mask: Tensor, tensor: Tensor, specs: ParamSpecs, name: string): Tensor {
  const spec = specOf(specs, name);
  const own = spec.shape.map((length, axis) => (axis === spec.shape.length - 1 ? length : 1));
  return tf.reshape(mask, isPerTask(tensor, spec) ? [tensor.shape[0], ...own] : own);
}

/** `m ∘ after + (1 − m) ∘ before`, which is one of the two to the bit. */
function chosen(before: ParamTree, after: ParamTree, masks: ParamTree, specs: ParamSpecs): ParamTree {
  const layers = Object.entries(layersOf(specs));
  const layerOf = new Map(layers.flatMap(([layer, { leaves }]) => leaves.map((name) => [name, layer] as const)));
  return mapParams(before, (tensor, name) => {
    const mask = shapedFor(leaf(masks, layerOf.get(name) ?? ''), tensor, specs, name);
    return tf.add(tf.mul(mask, leaf(after, name)), tf.mul(tf.sub(1, mask), tensor));
  });
}

/**
 * Moves some units of each layer only, drawn once a task: `φ ← m ∘ rule(φ) + (1 − m) ∘ φ`, the masks of MT-net.
 *
 * Each output unit has a mask `m` of 0 or 1, one for its incoming weights, its bias and all steps of an inner loop; it is 1 with
 * probability `σ(ζ)`. Of gradient descent it makes `φ ← φ − α m ∘ ∇L`. Where all masks are 1 it is the rule, to the bit.
 *
 * Learns the logits `ζ`, `masks/LAYER` `[units]`, beside what the rule learns. Masks are drawn by Gumbel-softmax of `(ζ, 0)`; by `ζ` they
 * have the derivative of the relaxed ones, `σ((ζ + noise) / temperature)`: straight through, on purpose not that of their value.
 *
 * @throws InvalidOptionError if `logit` is not finite, `temperature` not positive, or `test` not known
 * @see Lee & Choi 2018, "Gradient-Based Meta-Learning with Learned Layerwise Metric and Subspace", arXiv:1801.05558
 */
export function unitMasks(
  options: UnitMasksOptions = {},
): <State extends Tree>(rule: UpdateRule<State>) => UpdateRule<Masked<State>> {
  const { logit, temperature, test } = checked(options);

  const maskOf = (start: RuleStart, name: string, layer: LayerUnits): Tensor => {
    const noise = noiseOf(start, name, layer.units, tasksIn(start, layer));
    const likely = start.context.mode === 'test' && test === 'likely';
    const sum = tf.add(leaf(start.rule, `masks/${name}`), likely ? tf.zerosLike(noise) : noise);
    return straightThrough(tf.cast(tf.greaterEqual(sum, 0), 'float32'), tf.sigmoid(tf.div(sum, temperature)));
  };
  const perLayer = <T>(specs: ParamSpecs, f: (layer: LayerUnits, name: string) => T): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(layersOf(specs)).map(([name, layer]) => [name, f(layer, name)]));
  const logitsOf = (target: ParamSpecs): ParamSpecs =>
    perLayer(target, ({ units }) => ({ shape: [units], initialize: constant(logit) }));

  return <State extends Tree>(rule: UpdateRule<State>): UpdateRule<Masked<State>> => ({
    name: `unit-masks(${rule.name})`,
    specs: (target) => ({ ...rule.specs(target), ...under('masks', logitsOf(target)) }),
    start: (start) => ({
      masks: perLayer(start.specs, (layer, name) => maskOf(start, name, layer)),
      rule: rule.start(start),
    }),
    update: ({ state, ...step }) => {
      const moved = rule.update({ ...step, state: state.rule });
      const params = chosen(step.params, moved.params, state.masks, step.specs);
      // Tensors of their own: drivers dispose of the old state.
      const masks = mapParams(state.masks, (mask) => tf.clone(mask));
      return { params, state: { masks, rule: moved.state } };
    },
  });
}
