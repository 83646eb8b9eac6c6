import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context, Model } from '../contracts/model.js';
import type { ParamSpecs } from '../contracts/params.js';
import type { Key } from '../contracts/random.js';
import { expectCount } from '../layers/expect.js';
import { leaf, mapParams, mapSpecs, pick } from '../params/named.js';
import { broadcast } from '../primitives/broadcast.js';
import { mergeTasks, splitTasks, tasksOf } from '../task-axis/data.js';
import { isPerTask } from '../task-axis/leaf.js';

/**
 * M copies of a model that see the same examples, each with first values of its own: `[T, N, …] → [T, N, M, ...outputs]`.
 *
 * Every leaf has a leading axis of particles, which its spec says (`particles: M`): a rule that moves particles by one another
 * (`svgd`) reads it there, every other rule moves each copy by itself. M and T fold into one axis while the model runs, so all copies are one
 * computation. Particle m of task t draws from task t's stream of a key of its own, and reports as the model does.
 *
 * @param count  M, the number of particles
 * @throws InvalidOptionError if `count` is no positive integer
 * @see Liu, Wang 2016, "Stein Variational Gradient Descent", arXiv:1608.04471; Yoon et al. 2018, "Bayesian MAML", arXiv:1806.03836
 */
export function particles(model: Model, count: number): Model {
  expectCount('particles', 'count', count);
  const specs = mapSpecs(model.specs, (spec) => ({
    ...spec,
    shape: [count, ...spec.shape],
    particles: count,
    initialize: (key) => tf.stack(each(count, (m) => spec.initialize(particleOf(key, m), spec.shape))),
  }));
  return {
    ...model,
    specs,
    apply(params, x, context) {
      const tasks = tasksOf(x);
      const repeated = (tensor: Tensor): Tensor =>
        mergeTasks(broadcast(tf.expandDims(tensor, 1), [tasks, count, ...tensor.shape.slice(1)]));
      const leaves = Object.fromEntries(
        Object.entries(specs).map(([name, spec]) => {
          const tensor = leaf(params, name);
          return [name, mergeTasks(isPerTask(tensor, spec) ? tensor : broadcast(tensor, [tasks, ...spec.shape]))];
        }),
      );
      // What a support pass left for its query is in no spec, and has both axes already.
      const left = pick(
        params,
        (name) => !Object.hasOwn(specs, name) && params[name]?.shape[0] === tasks && params[name].shape[1] === count,
      );
      const value = model.apply(
        { ...leaves, ...mapParams(left, mergeTasks) },
        repeated(x),
        inside(context, { specs: model.specs, tasks, count }),
      );
      const apart = splitTasks(value, tasks);
      return tf.transpose(apart, [0, 2, 1, ...[...apart.shape.keys()].slice(3)]);
    },
  };
}

const each = <T>(count: number, f: (particle: number) => T): T[] => Array.from({ length: count }, (_, m) => f(m));

const particleOf = (key: Key, particle: number): Key => key.fold('particle').fold(particle);

/** The key of all particles of all tasks, one after the other: a batch of tasks still draws as each of them does. */
const keyOfAll = (key: Key, count: number): Key => ({
  fold: (label) => keyOfAll(key.fold(label), count),
  from: (place) => particleOf(key.from(Math.floor(place / count)), place % count),
  draw(distribution, shape, places) {
    if (places === undefined) return key.draw(distribution, shape);
    const drawn = each(count, (m) => particleOf(key, m).draw(distribution, shape, places / count));
    return tf.reshape(tf.stack(drawn, 1), [places, ...shape]);
  },
});

interface Fold {
  readonly specs: ParamSpecs;
  readonly tasks: number;
  readonly count: number;
}

/** The context of the model inside: what it reports has its particles again on the way out. */
function inside(context: Context, { specs, tasks, count }: Fold): Context {
  const { report } = context;
  const key = keyOfAll(context.key, count);
  if (report === undefined) return { ...context, key };
  return {
    ...context,
    key,
    report: (name, value) => {
      const spec = specs[name];
      if (spec === undefined) {
        report(name, splitTasks(value, tasks));
        return;
      }
      const whole = isPerTask(value, spec) ? [tasks, count, ...spec.shape] : [count, ...spec.shape];
      report(name, isPerTask(value, spec) ? tf.reshape(value, whole) : broadcast(value, whole));
    },
  };
}
