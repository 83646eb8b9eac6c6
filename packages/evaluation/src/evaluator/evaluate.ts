import {
  disposeTree,
  DivergenceError,
  expectAlive,
  expectDistribution,
  expectEngine,
  expectFiniteEpisode,
  seed as seedOf,
} from '@innerloop/core';
import type { Episode, EpisodeSize, Seed, Tensor, Tree } from '@innerloop/core';
import { withCalibration } from '../calibration/with-calibration.js';
import { summarize } from '../statistics/summary.js';
import { checkKind, sizeOf } from './head.js';
import { measure } from './measure.js';
import type { Manner } from './measure.js';
import { countsOf, inferencesOf, presentationsOf, stepsOf } from './options.js';
import type { EvaluateOptions, Inference } from './options.js';
import type { EvaluationResult, EvaluationRow } from './result.js';

interface Chunk {
  /** The metric, `values[inference][step][task]`. */
  readonly values: readonly (readonly (readonly number[])[])[];
  readonly size: EpisodeSize;
}

/** The tasks `first` … `first + count − 1` of the stream. */
interface Some {
  readonly first: number;
  readonly count: number;
}

/**
 * The first value that is not finite, as an error.
 *
 * @throws InvalidDataError if the task's data are what is not finite
 * @throws DivergenceError otherwise
 */
async function checkFinite<Y extends Tree>(
  values: Chunk['values'],
  { metric }: EvaluateOptions<Y>,
  { steps }: Manner,
  { first }: Some,
  episode: Episode<Y>,
): Promise<void> {
  const found = values.flatMap((rows) =>
    rows.flatMap((row, i) => {
      const task = row.findIndex((value) => !Number.isFinite(value));
      return task === -1 ? [] : [{ task, step: steps?.[i], value: row[task] }];
    }),
  )[0];
  if (found === undefined) return;
  await expectFiniteEpisode('evaluate', episode, (task) => `test task ${first + task}`);
  const after = found.step === undefined ? '' : ` after ${found.step} adaptation steps`;
  throw new DivergenceError(
    `evaluate: test task ${first + found.task} left the finite numbers${after}: predictions or their ${metric.name} are ${found.value}. ` +
      'Adaptation diverged: lower the inner rate, take fewer steps, or clip.',
  );
}

/** Measures some tasks; leaves no tensor behind. */
async function measureTasks<Y extends Tree>(
  options: EvaluateOptions<Y>,
  manner: Manner,
  root: Seed,
  some: Some,
): Promise<Chunk> {
  const { tasks, params } = options;
  const { first, count } = some;
  const episode = await tasks.sample({ seed: root.fold('tasks').from(first), tasks: count, params });
  let measured: Tensor | undefined;
  try {
    measured = measure(options, episode, manner, root.fold('evaluate').from(first));
    const values = (await measured.array()) as number[][][];
    await checkFinite(values, options, manner, some, episode);
    return { values, size: sizeOf(episode, tasks.kind) };
  } finally {
    disposeTree(measured === undefined ? episode : [episode, measured]);
  }
}

/** The size of the largest tasks, and how few classes the smallest had. */
function sizeOfAll(chunks: readonly Chunk[]): Pick<EvaluationResult, 'size' | 'leastWays'> {
  const sizes = chunks.map(({ size }) => size).sort((a, b) => b.ways - a.ways);
  const [size, least] = [sizes[0] as EpisodeSize, sizes.at(-1) as EpisodeSize];
  return { size, ...(least.ways < size.ways ? { leastWays: least.ways } : {}) };
}

/** Rows of one inference, each of all tasks. */
function rowsOf<Y extends Tree>(
  chunks: readonly Chunk[],
  place: number,
  { steps, presentations }: Manner,
  { keepValues = false }: EvaluateOptions<Y>,
): readonly EvaluationRow[] {
  return (steps ?? presentations ?? [undefined]).map((count, row) => {
    const values = chunks.flatMap((chunk) => chunk.values[place]?.[row] ?? []);
    return {
      ...placeOf(count, presentations !== undefined),
      ...summarize(values),
      ...(keepValues ? { values } : {}),
    };
  });
}

/** What tells a row from the others. */
function placeOf(count: number | undefined, presented: boolean): Pick<EvaluationRow, 'steps' | 'presentation'> {
  if (count === undefined) return {};
  return presented ? { presentation: count } : { steps: count };
}

/** A turn of the event loop, so that a page stays alive, and a signal or Ctrl-C is heard, between batches. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * Measures a learner on a fixed stream of test tasks: mean, spread and 95 % interval (`1.96 · std / √n` over n tasks) of a metric.
 *
 * Each query is answered as if it were alone, unless `inference` asks for all of a task at once, or for both figures.
 * Task i and the randomness of its adaptation come from the seed and i alone, so learners are compared on the same tasks, and the
 * batch changes no figure beyond rounding. With `presentations`, a learner that reads its support in order is measured at each of these
 * examples of a class, before it is told. With `steps`, a learner with an inner loop is measured after each of these numbers of
 * steps in one pass over the loop. The one driver of memory while it runs: the number of live tensors is the same after as before.
 *
 * @throws InvalidOptionError if a count is out of range, steps are asked of a learner without any, or the tasks have another
 *   number of classes than the learner's head
 * @throws InvalidDataError if the tasks are of another kind than the learner, or an example is NaN or infinite
 * @throws DivergenceError at the first task whose predictions or figure are NaN or infinite
 * @throws EngineError if no engine runs
 * @throws the signal's reason, an `AbortError` by default, between two batches once it is aborted
 */
export async function evaluate<Y extends Tree = Tensor>(options: EvaluateOptions<Y>): Promise<EvaluationResult> {
  if (options.calibration !== undefined) return withCalibration(options, evaluate);
  const { learner, tasks, metric, seed, signal, onProgress, normalization = learner.normalization ?? 'none' } = options;
  expectEngine('evaluate');
  expectDistribution('evaluate', tasks, 'test');
  expectAlive('evaluate', options.params);
  checkKind(learner, tasks);
  const manner: Manner = {
    steps: stepsOf(options),
    presentations: presentationsOf(options),
    inferences: inferencesOf(options),
  };
  const { episodes, batch } = countsOf(options);
  const root = seedOf(seed);
  const chunks: Chunk[] = [];
  for (let first = 0; first < episodes; first += batch) {
    signal?.throwIfAborted();
    const count = Math.min(batch, episodes - first);
    chunks.push(await measureTasks(options, manner, root, { first, count }));
    onProgress?.({ done: first + count, episodes });
    await turn();
  }
  const [inference, other] = manner.inferences;
  return {
    learner: learner.name,
    tasks: tasks.name,
    kind: tasks.kind,
    ...sizeOfAll(chunks),
    metric: metric.name,
    better: metric.better,
    episodes,
    seed,
    normalization,
    inference: inference as Inference,
    rows: rowsOf(chunks, 0, manner, options),
    ...(other === undefined ? {} : { transductive: rowsOf(chunks, 1, manner, options) }),
  };
}
