import type { Tensor } from '@tensorflow/tfjs-core';
import { initialize, mapParams, pick, seed, spread } from '../../src/index.js';
import type { Context, Key, Model, ParamSpecs, ParamTree, Shape } from '../../src/index.js';
import * as tf from '@tensorflow/tfjs-core';

/** Every law runs where the axes are told apart by length, and where they are not. */
export const sizes = [
  { tasks: 3, rows: 3, features: 3 },
  { tasks: 2, rows: 5, features: 7 },
] as const;

export const key: Key = seed(11);

export const contextOf = (change: Partial<Context> = {}): Context => ({
  key,
  mode: 'train',
  order: 'exact',
  ...change,
});

/** Standard normal numbers, others for each label. */
export const sample = (label: string, shape: Shape, tasks?: number): Tensor =>
  key.fold(label).draw('normal', shape, tasks);

/** Leaves that differ from zero, one and each other: first values with noise on them; variances stay positive. */
export const noisy = (specs: ParamSpecs): ParamTree =>
  mapParams(initialize(specs, key), (tensor, name) => tf.add(tensor, tf.mul(tf.abs(sample(name, tensor.shape)), 0.3)));

/** The same leaves with values of each task's own. */
export const perTask = (params: ParamTree, specs: ParamSpecs, tasks: number): ParamTree =>
  mapParams(spread(params, specs, tasks), (tensor, name) =>
    tf.add(tensor, tf.mul(tf.abs(sample(`${name} of a task`, tensor.shape)), 0.2)),
  );

/** Every second leaf per task, the others shared. */
export function mixed(params: ParamTree, specs: ParamSpecs, tasks: number): ParamTree {
  const names = Object.keys(params);
  return { ...params, ...pick(perTask(params, specs, tasks), (name) => names.indexOf(name) % 2 === 0) };
}

/** The sum over squared outputs: a scalar whose derivatives see every output. */
export const energy = (model: Model, x: Tensor, change: Partial<Context> = {}) => {
  return (params: ParamTree, context: Context): Tensor =>
    tf.mean(tf.square(model.apply(params, x, { ...context, ...change })));
};

export const numbers = (tensor: Tensor): number[] => Array.from(tensor.dataSync());
