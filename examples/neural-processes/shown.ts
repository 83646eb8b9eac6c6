import { seed, tidy } from '@innerloop/core';
import type { Context, Episode, ParamTree, Tensor } from '@innerloop/core';
import type { NeuralProcess } from '@innerloop/blackbox';
import { gaussianProcess } from '@innerloop/data';
import * as tf from '@tensorflow/tfjs-core';

/** What a learner believes of one curve along x. */
export interface Belief {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** Some functions that it holds possible. */
  readonly samples: readonly (readonly number[])[];
}

/** A curve that was never trained on: its points, and where it is asked for. */
export interface Shown {
  readonly context: readonly (readonly [x: number, y: number])[];
  readonly truth: readonly (readonly [x: number, y: number])[];
  readonly x: readonly number[];
}

/** A test task with context at `shots` points, drawn densely. */
export async function drawnCurve(
  shots: number,
  number: number,
): Promise<{ readonly shown: Shown; readonly episode: Episode }> {
  const tasks = gaussianProcess({ shots, queries: 100 });
  const episode = await tasks.sample({ seed: seed(number).fold('shown'), tasks: 1, params: {} });
  const points = ({ x, y }: Episode['support']): (readonly [number, number])[] => {
    const values = y.dataSync();
    return [...x.dataSync()].map((at, i) => [at, values[i] as number] as const);
  };
  const truth = points(episode.query).sort(([a], [b]) => a - b);
  const x = Array.from({ length: 81 }, (_, i) => -2 + i / 20);
  return { shown: { context: points(episode.support), truth, x }, episode };
}

/** Mean, deviation and five samples of a learner along x, given the context of an episode. */
export function beliefOf(learner: NeuralProcess, params: ParamTree, episode: Episode, x: readonly number[]): Belief {
  const context: Context = { key: seed(1), mode: 'test', order: 'first', inductive: true };
  const row = (tensor: Tensor): number[] => [...tensor.dataSync()];
  const found = tidy(() => {
    const adapted = learner.adapt(params, episode.support, context);
    const at = tf.tensor3d([x.map((value) => [value])]);
    const { mean, variance } = learner.predictive(params, adapted, at, context);
    const samples = learner.samples(params, adapted, at, context);
    return { mean, deviation: tf.sqrt(variance), samples: tf.squeeze(samples, [0, 3]) };
  });
  const each = tf.tidy(() => tf.transpose(found.samples).arraySync() as number[][]);
  const belief = { mean: row(found.mean), deviation: row(found.deviation), samples: each.slice(0, 5) };
  tf.dispose(found);
  return belief;
}
