import type { Batch, EpisodeSize, SampleRequest, Seed, TaskDistribution, TaskSource } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Counts, CurveSize } from './curve-size.js';
import { countsOf, curveSize } from './curve-size.js';

/** Both a source, which `open` gives in another size, and the distribution of its own size: `train({ tasks: gaussianProcess() })`. */
export type CurveSource = TaskSource & TaskDistribution;

/** Points of one task, in rows: `x` of `width` numbers a point, `y` of one. */
export interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** One task: support and query. */
export interface DrawnCurve {
  readonly support: Points;
  readonly query: Points;
}

/** A kind of curves. */
export interface Curves {
  readonly name: string;
  /** Numbers of an input. Default 1. */
  readonly width?: number;
  readonly size: CurveSize;
  /** Draws a task from its own stream. */
  readonly draw: (seed: Seed, counts: Counts) => DrawnCurve;
}

/**
 * Makes curves a source of regression tasks: x `[T, n, width]` and y `[T, n, 1]`, float32.
 *
 * Where sizes are ranges, `size` of the source has the most of each. All splits share the distribution: they differ by the seed of whoever
 * samples.
 */
export function curveSource(curves: Curves): CurveSource {
  const { name, size } = curves;
  return {
    ...curveTasks(curves, size),
    size: { ways: 1, shots: size.shots[1], queries: size.queries[1] },
    open: (_split, { ways = 1, ...other }: Partial<EpisodeSize> = {}) => {
      if (ways === 1) return Promise.resolve(curveTasks(curves, curveSize(name, other, size)));
      throw new InvalidOptionError(`${name}: a regression task has ways 1, got ${ways}. Leave ways out.`);
    },
  };
}

const curveTasks = (curves: Curves, size: CurveSize): TaskDistribution => ({
  name: curves.name,
  kind: 'regression',
  sample: ({ seed, tasks }: SampleRequest) => {
    const counts = countsOf(size, seed);
    const drawn = Array.from({ length: tasks }, (_, task) => curves.draw(seed.task(task), counts));
    const batch = (set: keyof DrawnCurve, rows: number): Batch => {
      const block = (part: keyof Points, width: number): tf.Tensor =>
        tf.tensor(Float32Array.from(drawn.flatMap((one) => one[set][part])), [tasks, rows, width], 'float32');
      return { x: block('x', curves.width ?? 1), y: block('y', 1) };
    };
    return Promise.resolve({ support: batch('support', counts.shots), query: batch('query', counts.queries) });
  },
});

/** The first `shots` of points that were drawn together, and the rest. */
export function divided(x: readonly number[], y: readonly number[], shots: number): DrawnCurve {
  const part = (from: number, to?: number): Points => ({ x: x.slice(from, to), y: y.slice(from, to) });
  return { support: part(0, shots), query: part(shots) };
}
