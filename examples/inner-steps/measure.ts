import { disposeTree, leaf, mapParams, peakMemory, seed, tidy } from '@innerloop/core';
import type { AnyInnerLearner, Episode, MetaGradient, ParamTree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { performance } from 'node:perf_hooks';
import { cpuUsage } from 'node:process';

/** One meta-gradient with one number of inner steps. */
export interface Measurement {
  readonly metaGradient: string;
  readonly steps: number;
  /** Processor time of this program for one meta-gradient, the median of the repetitions: other programs disturb it less than the clock's. */
  readonly milliseconds: number;
  readonly repetitions: number;
  /** Most bytes of tensors that were alive at once, beyond parameters and examples. */
  readonly bytes: number;
  /** `‖g − exact‖ / ‖exact‖`. */
  readonly distance: number;
}

/** What is measured on: the same for all. */
export interface Problem {
  readonly learner: AnyInnerLearner;
  readonly params: ParamTree;
  readonly episode: Episode;
}

const fewest = 5;
const seconds = 1;

export const gradientOf = (how: MetaGradient<AnyInnerLearner>, problem: Problem): ParamTree =>
  tidy(() => how.estimate({ ...problem, key: seed(1) }).grads);

function distanceOf(found: ParamTree, exact: ParamTree): number {
  const length = (tree: ParamTree): number =>
    Math.sqrt(
      Object.values(tree).reduce((sum, tensor) => sum + (tf.sum(tf.square(tensor)).dataSync()[0] as number), 0),
    );
  return tf.tidy(() => length(mapParams(found, (tensor, name) => tf.sub(tensor, leaf(exact, name)))) / length(exact));
}

/** Time after runs that warm up, memory of one run, and how far the gradient is from the exact one. */
export function measure(
  name: string,
  how: MetaGradient<AnyInnerLearner>,
  steps: number,
  { problem, exact }: { readonly problem: Problem; readonly exact: ParamTree },
): Measurement {
  const run = (): void => disposeTree(gradientOf(how, problem));
  const { value: found, bytes } = peakMemory(() => gradientOf(how, problem));
  const distance = distanceOf(found, exact);
  disposeTree(found);
  run();
  const times: number[] = [];
  const end = performance.now() + 1000 * seconds;
  while (times.length < fewest || performance.now() < end) {
    const start = cpuUsage();
    run();
    const { user, system } = cpuUsage(start);
    times.push((user + system) / 1000);
  }
  times.sort((a, b) => a - b);
  const milliseconds = times[Math.floor(times.length / 2)] as number;
  return { metaGradient: name, steps, milliseconds, repetitions: times.length, bytes, distance };
}
