import type { EpisodeSize, Episode, SampleRequest, Seed, TaskDistribution, TaskSource } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Interval } from '../curves/curve-size.js';
import { interval } from '../curves/curve-size.js';
import { episodeSize } from '../episodes/episode-size.js';
import { between } from '../random/between.js';

export interface SinusoidsOptions {
  /** Support points a task. Default 10. */
  readonly shots?: number | undefined;
  /** Query points a task. Default 10. */
  readonly queries?: number | undefined;
  /** Where amplitudes are drawn from, uniformly. Default [0.1, 5]. */
  readonly amplitude?: Interval | undefined;
  /** Where phases are drawn from, uniformly, in radians. Default [0, π]. */
  readonly phase?: Interval | undefined;
  /** Where inputs are drawn from, uniformly. Default [−5, 5]. */
  readonly range?: Interval | undefined;
  /** Where frequencies are drawn from, uniformly, in radians a unit of x. Default [1, 1]. */
  readonly frequency?: Interval | undefined;
}

/** Both a source, which `open` gives in another size, and the distribution of its own size: `train({ tasks: sinusoids() })`. */
export type Sinusoids = TaskSource & TaskDistribution;

/**
 * Regression onto sine curves, `y = A · sin(frequency · x − phase)` without noise: each task has its own A and phase, and frequency 1.
 *
 * Episodes are x `[T, n, 1]` and y `[T, n, 1]`, float32, n = `shots` in the support and `queries` in the query.
 * A task's amplitude, phase and support come first in its stream: they are the same whatever the number of queries, and
 * fewer shots are the first ones of more. A task has the same place in the intervals whatever they are, so tasks of shifted intervals compare
 * one by one; a frequency that cannot vary takes no number of the stream. All splits share the distribution: they differ by the seed of
 * whoever samples.
 *
 * @throws InvalidOptionError if an interval is not two finite numbers in order, or a size is not a whole number
 * @see Finn et al. 2017, "Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks", arXiv:1703.03400, §5.1
 */
export function sinusoids(options: SinusoidsOptions = {}): Sinusoids {
  const curve: Curves = {
    amplitude: interval('sinusoids', 'amplitude', options.amplitude ?? [0.1, 5]),
    phase: interval('sinusoids', 'phase', options.phase ?? [0, Math.PI]),
    range: interval('sinusoids', 'range', options.range ?? [-5, 5]),
    frequency: interval('sinusoids', 'frequency', options.frequency ?? [1, 1]),
  };
  const { shots = 10, queries = 10 } = options;
  const size = oneWay({ ways: 1, shots, queries });
  return {
    ...sinusoidTasks(curve, size),
    size,
    open: (_split, other = {}) => Promise.resolve(sinusoidTasks(curve, oneWay({ ...size, ...other }))),
  };
}

interface Curves {
  readonly amplitude: Interval;
  readonly phase: Interval;
  readonly range: Interval;
  readonly frequency: Interval;
}

const sinusoidTasks = (curves: Curves, size: EpisodeSize): TaskDistribution => ({
  name: 'sinusoids',
  kind: 'regression',
  sample: (request) => Promise.resolve(sample(curves, size, request)),
});

function sample(curves: Curves, { shots, queries }: EpisodeSize, { seed, tasks }: SampleRequest): Episode {
  const support = points(tasks, shots);
  const query = points(tasks, queries);
  for (let task = 0; task < tasks; task += 1) drawTask(curves, seed.task(task), task, support, query);
  return { support: tensors(support), query: tensors(query) };
}

interface Points {
  readonly tasks: number;
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

const points = (tasks: number, count: number): Points => ({
  tasks,
  count,
  x: new Float32Array(tasks * count),
  y: new Float32Array(tasks * count),
});

function drawTask(
  { amplitude, phase, range, frequency }: Curves,
  seed: Seed,
  task: number,
  ...sets: readonly Points[]
): void {
  const next = seed.numbers();
  const height = between(next, amplitude[0], amplitude[1]);
  const shift = between(next, phase[0], phase[1]);
  const [slow, fast] = frequency;
  const speed = slow === fast ? slow : between(next, slow, fast);
  const [from, to] = range;
  for (const { count, x, y } of sets) {
    const end = (task + 1) * count;
    for (let row = task * count; row < end; row += 1) {
      const input = between(next, from, to);
      x[row] = input;
      y[row] = height * Math.sin(speed * input - shift);
    }
  }
}

const tensors = ({ tasks, count, x, y }: Points): { readonly x: tf.Tensor; readonly y: tf.Tensor } => ({
  x: tf.tensor(x, [tasks, count, 1], 'float32'),
  y: tf.tensor(y, [tasks, count, 1], 'float32'),
});

function oneWay(size: EpisodeSize): EpisodeSize {
  if (size.ways !== 1)
    throw new InvalidOptionError(`sinusoids: a regression task has ways 1, got ${size.ways}. Leave ways out.`);
  return episodeSize('sinusoids', size);
}
