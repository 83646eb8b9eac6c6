import { seed as seedOf, tidy } from '@innerloop/core';
import type { Context, InnerAdapted, InnerLearner, ParamTree, Seed, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** A place in the plane, `[x, y]`. */
export type Point = readonly [number, number];

/** What a learner predicts after a number of adaptation steps. */
export interface SineCurve {
  readonly steps: number;
  readonly points: readonly Point[];
  /** Mean squared error over the curve's points. */
  readonly error: number;
}

/** One sine task as a picture: before and after adaptation. Plain JSON. */
export interface SineCurves {
  readonly label: string;
  readonly shots: number;
  readonly amplitude: number;
  /** In radians. */
  readonly phase: number;
  readonly truth: readonly Point[];
  readonly support: readonly Point[];
  readonly curves: readonly SineCurve[];
}

export interface SineCurvesOptions {
  readonly learner: InnerLearner;
  /** Borrowed. */
  readonly params: ParamTree;
  /** Names the task: the same seed gives every learner the same curve, and fewer shots the first ones of more. */
  readonly seed: number;
  /** Support points. */
  readonly shots: number;
  /** Adaptation steps to look after, ascending. Default 0, 1, 5, 10. */
  readonly steps?: readonly number[] | undefined;
  /** What the picture calls the learner. Default its name. */
  readonly label?: string | undefined;
  /** Default: drawn from U[0.1, 5]. */
  readonly amplitude?: number | undefined;
  /** In radians. Default: drawn from U[0, π]. */
  readonly phase?: number | undefined;
  /** Where x is drawn from, and drawn over. Default [−5, 5]. */
  readonly range?: readonly [number, number] | undefined;
  /** Places at which the curves are drawn. Default 101. */
  readonly resolution?: number | undefined;
}

interface SineTask {
  readonly amplitude: number;
  readonly phase: number;
  readonly support: readonly Point[];
  readonly truth: readonly Point[];
}

function drawTask({ shots, range = [-5, 5], resolution = 101, ...given }: SineCurvesOptions, seed: Seed): SineTask {
  const next = seed.numbers();
  const between = ([from, to]: readonly [number, number]): number => from + (to - from) * next();
  const drawn = { amplitude: between([0.1, 5]), phase: between([0, Math.PI]) };
  const { amplitude = drawn.amplitude, phase = drawn.phase } = given;
  const at = (x: number): Point => [x, amplitude * Math.sin(x - phase)];
  const support = Array.from({ length: shots }, () => at(between(range)));
  const step = (range[1] - range[0]) / (resolution - 1);
  return { amplitude, phase, support, truth: Array.from({ length: resolution }, (_, i) => at(range[0] + i * step)) };
}

/** One task of plane points as data `[1, N, 1]`. */
const column = (points: readonly Point[], axis: 0 | 1): Tensor =>
  tf.tensor(
    points.map((point) => point[axis]),
    [1, points.length, 1],
    'float32',
  );

/** Adapts to one sine task and draws what the learner predicts, for the picture of MAML's paper (Finn et al. 2017, figure 2). */
export async function sineCurves(options: SineCurvesOptions): Promise<SineCurves> {
  const { learner, params, shots, steps = [0, 1, 5, 10], label = learner.name } = options;
  const root = seedOf(options.seed);
  const task = drawTask(options, root.fold('sine'));
  const context: Context = { key: root.fold('adapt'), mode: 'test', order: 'first' };
  const predictions = tidy(() => {
    const support = { x: column(task.support, 0), y: column(task.support, 1) };
    const x = column(task.truth, 0);
    const points: readonly InnerAdapted[] = learner.trajectory(params, support, steps, context);
    return points.map((point, i) =>
      learner.predict(params, point, x, { ...context, step: Math.max(0, (steps[i] as number) - 1) }),
    );
  });
  const values = await Promise.all(predictions.map((tensor) => tensor.data()));
  predictions.forEach((tensor) => tensor.dispose());
  const curves = values.map((heights, i) => curveOf(task.truth, heights, steps[i] as number));
  const { amplitude, phase, truth, support } = task;
  return { label, shots, amplitude, phase, truth, support, curves };
}

function curveOf(truth: readonly Point[], heights: ArrayLike<number>, steps: number): SineCurve {
  const points = truth.map(([x], i): Point => [x, heights[i] as number]);
  const error = points.reduce((sum, [, y], i) => sum + (y - (truth[i] as Point)[1]) ** 2, 0) / points.length;
  return { steps, points, error };
}
