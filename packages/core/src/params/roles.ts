import * as tf from '@tensorflow/tfjs-core';
import type { ParamSpec, ParamSpecs } from '../contracts/params.js';
import type { Key } from '../contracts/random.js';
import type { ParamTree } from '../contracts/tree.js';
import { isPerTask } from '../task-axis/leaf.js';
import { mapParams, pick, specOf } from './named.js';

/** Whether the outer rule moves a leaf. */
export const isLearned = (spec: ParamSpec | undefined): boolean =>
  spec !== undefined && (spec.role ?? 'learned') === 'learned';

/** Splits parameters into those that the outer rule moves and the others. */
export function splitLearned(
  params: ParamTree,
  specs: ParamSpecs,
): { readonly learned: ParamTree; readonly others: ParamTree } {
  const learned = (name: string): boolean => isLearned(specs[name]);
  return { learned: pick(params, learned), others: pick(params, (name) => !learned(name)) };
}

/** First values of all leaves, each from the key folded by its name: adding a leaf changes no other. */
export const initialize = (specs: ParamSpecs, key: Key): ParamTree =>
  Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.initialize(key.fold(name), spec.shape)]));

/** A key whose draws are all one a task. */
const perTask = (key: Key, tasks: number): Key => ({
  fold: (label) => perTask(key.fold(label), tasks),
  from: (task) => perTask(key.from(task), tasks),
  draw: (distribution, shape) => key.draw(distribution, shape, tasks),
});

/**
 * First values of all leaves for every task by itself, each from the task's own stream: a batch of tasks starts as its tasks do.
 * Leaves that are not random are as they are, without a task axis. For initializers that draw numbers and scale them.
 */
export const initializePerTask = (specs: ParamSpecs, key: Key, tasks: number): ParamTree =>
  initialize(specs, perTask(key, tasks));

/** What the trainer stores of the reports: running leaves only, a per-task report as its mean over the tasks. */
export const settle = (reported: ParamTree, specs: ParamSpecs): ParamTree =>
  mapParams(
    pick(reported, (name) => specs[name]?.role === 'running'),
    (tensor, name) => (isPerTask(tensor, specOf(specs, name)) ? tf.mean(tensor, 0) : tf.clone(tensor)),
  );

/** The same spec, moved by nobody between episodes. */
export const fixed = (spec: ParamSpec): ParamSpec => ({ ...spec, role: 'fixed' });

/** The same spec, moved by reports. */
export const running = (spec: ParamSpec): ParamSpec => ({ ...spec, role: 'running' });
