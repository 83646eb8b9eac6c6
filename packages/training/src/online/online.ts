import { cloneTree, disposeTree, residentOf, rowsOf, seed as seedOf, tidy } from '@innerloop/core';
import type { Episode, MetaState, ParamTree, Resident, Seed, Tree } from '@innerloop/core';
import type { Checkpoint, TrainSettings } from '../checkpoints/checkpoint.js';
import { checkMatch } from '../checkpoints/matching.js';
import { lend } from '../trainer/lending.js';
import { countsOf, settingsOf } from './options.js';
import type { OnlineOptions } from './options.js';
import { play } from './play.js';
import type { Played } from './play.js';

/** What is known after a round. */
export interface Round<State extends MetaState> extends Played {
  /** Rounds done. */
  readonly round: number;
  readonly rounds: number;
  /** The meta-parameters, borrowed: valid until the next round is asked for. */
  readonly params: ParamTree;
  /** A copy of everything but the tasks, which come again; the caller owns it. */
  checkpoint(): Checkpoint<State>;
}

/** The state to begin with, where the step keeps it. */
function begin<State extends MetaState, Y extends Tree>(
  { step, from }: OnlineOptions<State, Y>,
  root: Seed,
  settings: TrainSettings,
): Resident<State, Y> {
  const fresh = tidy(() => step.init(root.fold('init')));
  try {
    if (from === undefined) return residentOf(step, fresh);
    checkMatch(from, settings, fresh);
    return residentOf(step, from.state as State); // the check has just shown that it has this step's leaves and shapes
  } finally {
    disposeTree(fresh);
  }
}

/**
 * Online meta-learning: tasks come one after the other, are learned, and are remembered. Follow the meta-leader (FTML) with a step of MAML.
 *
 * Round t: its task is met with what was learned so far (`before`); its examples arrive by `chunk`; after each arrival the step takes
 * `updates` steps on tasks drawn uniformly from all that were met, the present one as far as it has arrived, support and query
 * being independent draws; the learner adapts to what has arrived and is judged. No task is seen before its round.
 *
 * What it is compared with are other arguments: a step of `maml` with `steps: 0` is joint training (with `testSteps` then fine-tuned, with
 * none train on everything), `updates: 0` begins from scratch.
 *
 * Memory is linear in the rounds: the data of all tasks are held. Round t draws from the seed folded by t, so a run that is resumed from
 * a checkpoint equals an uninterrupted one bit for bit; it asks the sequence for the earlier tasks again. Leaving the loop frees
 * everything. The outer rule's state goes on from round to round.
 *
 * @throws InvalidOptionError if a count is no positive integer
 * @throws CheckpointError if `from` was made with other settings or another model
 * @throws DivergenceError at the first metric of a step that is not finite
 * @see Finn, Rajeswaran, Kakade, Levine 2019, "Online Meta-Learning", arXiv:1902.08438
 */
export async function* online<State extends MetaState, Y extends Tree>(
  options: OnlineOptions<State, Y>,
): AsyncGenerator<Round<State>, void> {
  const { tasks, checkpoints, signal, from } = options;
  const counts = countsOf(options);
  const settings = settingsOf(options, counts);
  const root = seedOf(settings.seed);
  const resident = begin(options, root, settings);
  const met: Episode<Y>[] = [];
  let lent = lend(resident, from?.iteration ?? 0);
  let saved = from?.iteration ?? 0;
  const save = async (): Promise<void> => {
    await checkpoints?.store.save('last', { settings, iteration: met.length, state: lent.state });
    saved = met.length;
  };
  try {
    while (met.length < (from?.iteration ?? 0)) met.push(await tasks.arrive(met.length));
    while (met.length < counts.rounds && signal?.aborted !== true) {
      lent.end();
      const round = met.length;
      const memory = met.map(({ support }) => ({ examples: support, arrived: rowsOf(support.x) }));
      const task = await tasks.arrive(round);
      met.push(task);
      const played = await play({ options, counts, resident, memory, at: root.fold('round').fold(round), round }, task);
      const now = lend(resident, round + 1);
      lent = now;
      try {
        yield {
          ...played,
          round: round + 1,
          rounds: counts.rounds,
          get params() {
            return now.state.params;
          },
          checkpoint: () => ({ settings, iteration: round + 1, state: cloneTree(now.state) }),
        };
      } finally {
        // After the caller has seen the round: what it writes of it is there before a checkpoint that knows of it.
        if (checkpoints !== undefined && ((round + 1) % checkpoints.every === 0 || round + 1 === counts.rounds))
          await save();
      }
    }
    if (checkpoints !== undefined && saved !== met.length) await save();
  } finally {
    lent.end();
    resident.dispose();
    disposeTree(met);
  }
}
