import {
  cloneTree,
  disposeTree,
  expectDistribution,
  expectEngine,
  expectFiniteEpisode,
  InvalidOptionError,
  seed as seedOf,
  tidy,
} from '@innerloop/core';
import type { MetaState, MetaStep, ParamTree, Resident, Seed, TaskDistribution, Tree } from '@innerloop/core';
import type { Checkpoint, CheckpointStore, TrainSettings } from '../checkpoints/checkpoint.js';
import { checkMatch } from '../checkpoints/matching.js';
import { stepAt } from '../steps/staged-step.js';
import type { StagedStep } from '../steps/staged-step.js';
import { lend } from './lending.js';
import type { Lending } from './lending.js';
import { divergence, firstNotFinite } from './metrics.js';
import { advance, enter } from './stage.js';
import type { Stage } from './stage.js';
import { validate } from './validation.js';
import type { Validated, Validation } from './validation.js';

export interface TrainOptions<State extends MetaState, Y extends Tree> {
  /** One meta-step, or one that is another from some iteration on: `annealed(…)`. */
  readonly step: MetaStep<State, Y> | StagedStep<State, Y>;
  readonly tasks: TaskDistribution<Y>;
  readonly seed: number;
  /** Meta-iterations in all, those before a resume included. */
  readonly iterations: number;
  /** Tasks an iteration. */
  readonly metaBatch?: number;
  readonly validation?: Validation | undefined;
  /**
   * Where `last`, every so many iterations and at the end, and `best`, by validation, are kept. `last` is saved once the caller asks for
   * the next iteration, or leaves.
   */
  readonly checkpoints?: { readonly store: CheckpointStore; readonly every: number } | undefined;
  /** Stops after the iteration at hand, with `last` saved. */
  readonly signal?: AbortSignal | undefined;
  /** Goes on from here; the tensors stay the caller's. */
  readonly from?: Checkpoint | undefined;
}

/** What is known after an iteration. */
export interface Progress<State extends MetaState> {
  /** Iterations done. */
  readonly iteration: number;
  readonly iterations: number;
  /** Mean objective of this iteration's tasks, before its step. */
  readonly loss: number;
  /** All metrics of the step, the loss among them. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Present where this iteration was validated. */
  readonly validation?: Validated;
  /** The meta-parameters, borrowed: valid until the next iteration is asked for. Copied from where the step keeps them when looked at. */
  readonly params: ParamTree;
  /** A copy of everything, which the caller owns. */
  checkpoint(): Checkpoint<State>;
}

function settingsOf<State extends MetaState, Y extends Tree>(options: TrainOptions<State, Y>): TrainSettings {
  const { step, tasks, seed, iterations, metaBatch = 4, checkpoints } = options;
  const counts = { iterations, metaBatch, ...(checkpoints ? { 'checkpoints.every': checkpoints.every } : {}) };
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isInteger(count) || count < 1) {
      throw new InvalidOptionError(`train: ${name} must be a positive integer, got ${count}.`);
    }
  }
  return { step: step.name, tasks: tasks.name, seed, metaBatch };
}

/** The state to begin with, where the first step keeps it. */
function begin<State extends MetaState, Y extends Tree>(
  { step, from }: TrainOptions<State, Y>,
  root: Seed,
  settings: TrainSettings,
): Stage<State, Y> {
  const fresh = tidy(() => step.init(root.fold('init')));
  try {
    if (from === undefined) return enter(stepAt(step, 0), fresh);
    checkMatch(from, settings, fresh);
    // The check has just shown that the saved state has this step's leaves and shapes.
    return enter(stepAt(step, from.iteration), from.state as State);
  } finally {
    disposeTree(fresh);
  }
}

/** The iteration that drew the tasks which this one meets. */
const firstOf = (iteration: number, { recurs = 1 }: Pick<MetaStep, 'recurs'>): number =>
  iteration - (iteration % recurs);

/**
 * One step: samples and runs.
 *
 * @throws InvalidDataError if a metric is not finite because an example is not: the learning rates are not to blame then
 */
async function iterate<State extends MetaState, Y extends Tree>(
  { tasks, metaBatch = 4 }: TrainOptions<State, Y>,
  resident: Resident<State, Y>,
  lent: Lending<State>,
  { drawn, at, iteration }: { readonly drawn: Seed; readonly at: Seed; readonly iteration: number },
): Promise<Readonly<Record<string, number>>> {
  const episode = await tasks.sample({
    seed: drawn.fold('tasks'),
    tasks: metaBatch,
    get params() {
      return lent.state.params;
    },
  });
  lent.end();
  try {
    const metrics = await resident.run(episode, at.fold('step'));
    if (firstNotFinite(metrics) !== undefined) {
      await expectFiniteEpisode('train', episode, (task) => `task ${task} of iteration ${iteration}`);
    }
    return metrics;
  } finally {
    disposeTree(episode);
  }
}

/**
 * Meta-training as an async iterator, one value an iteration: the one driver that owns tensors while it runs.
 *
 * Iteration i draws its tasks and its randomness from the seed folded by i, so a run that is resumed from a checkpoint equals an
 * uninterrupted one bit for bit. A step whose tasks recur (`MetaStep.recurs`) gets those of the first of its iterations again. Between iterations the number of live tensors is constant; leaving the loop frees them. The state is
 * kept where the step runs (`MetaStep.reside`) and copied out only for what looks at it, and when another step of a staged one takes over.
 *
 * @throws InvalidOptionError if a count is not a positive integer, or the tasks are a source that was not opened
 * @throws EngineError if no engine runs
 * @throws InvalidDataError if an example is NaN or infinite, with its task and place
 * @throws CheckpointError if `from` was made with other settings or another model
 * @throws DivergenceError at the first metric that is not finite: the step is not taken, `last` stays the last good checkpoint; and where
 *   a validation is not finite or throws it: `last` is saved, `best` is not touched
 */
export async function* train<State extends MetaState, Y extends Tree>(
  options: TrainOptions<State, Y>,
): AsyncGenerator<Progress<State>, void> {
  const { step, iterations, validation, checkpoints, signal, from } = options;
  expectEngine('train');
  expectDistribution('train', options.tasks, 'train');
  const settings = settingsOf(options);
  const root = seedOf(settings.seed);
  let stage = begin(options, root, settings);
  const streams = root.fold('iteration');
  let done = from?.iteration ?? 0;
  let best = from?.best;
  let saved = from === undefined ? undefined : done;
  let lent = lend(stage.resident, done);
  const current = (): Checkpoint<State> => ({ settings, iteration: done, state: lent.state, best });
  const save = async (): Promise<void> => {
    if (checkpoints === undefined) return;
    await checkpoints.store.save('last', current());
    saved = done;
  };
  try {
    while (done < iterations && signal?.aborted !== true) {
      const next = advance(stage, stepAt(step, done));
      if (next !== stage) {
        lent.end();
        stage = next;
        lent = lend(stage.resident, done);
      }
      const metrics = await iterate(options, stage.resident, lent, {
        drawn: streams.fold(firstOf(done, stage.step)),
        at: streams.fold(done),
        iteration: done + 1,
      });
      const bad = firstNotFinite(metrics);
      if (bad !== undefined) throw divergence(bad, done + 1, checkpoints === undefined ? undefined : saved);
      done += 1;
      const now = lend(stage.resident, done);
      lent = now;
      const validated = await validate(validation, now, { iteration: done, iterations, best }, save);
      if (validated?.best === true) {
        best = { iteration: done, value: validated.value };
        await checkpoints?.store.save('best', current());
      }
      const at = { settings, iteration: done, best };
      try {
        yield {
          iteration: done,
          iterations,
          loss: metrics['loss'] ?? Number.NaN,
          metrics,
          ...(validated === undefined ? {} : { validation: validated }),
          get params() {
            return now.state.params;
          },
          checkpoint() {
            return { ...at, state: cloneTree(now.state) };
          },
        };
      } finally {
        // After the caller has seen the iteration: what it writes of it is there before a checkpoint that knows of it.
        if (checkpoints !== undefined && (done % checkpoints.every === 0 || done === iterations)) await save();
      }
    }
    if (checkpoints !== undefined && saved !== done) await save();
  } finally {
    lent.end();
    stage.resident.dispose();
  }
}
