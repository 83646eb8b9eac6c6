import { disposeTree, seed, sliceTasks } from '@innerloop/core';
import type { Episode, ParamTree, TaskDistribution, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectNoLeaks } from '../../memory/leaks.js';
import { expectTreesEqual } from '../../trees/expect-trees.js';
import { relativeError } from '../../trees/relative-error.js';
import { demand, register, when } from '../law.js';
import type { Law } from '../law.js';
import { distinctRows, hasEpisodeForm } from './examples.js';

export interface DistributionLawsOptions {
  readonly distribution: TaskDistribution<Tree>;
  /** For distributions that look at the meta-parameters. Default none. */
  readonly params?: ParamTree;
  /** Rows of support and query a task: checked where given. */
  readonly rows?: { readonly support: number; readonly query: number };
  /** Whether no example may occur twice in a task: false where inputs are discrete. Default true. */
  readonly distinct?: boolean;
}

const TASKS = 3;

/** Runs a check on episodes and disposes of them. */
async function withEpisodes(
  episodes: Promise<readonly Episode<Tree>[]>,
  check: (...episodes: readonly Episode<Tree>[]) => void,
): Promise<void> {
  const all = await episodes;
  try {
    tf.tidy(() => check(...all));
  } finally {
    disposeTree(all);
  }
}

function lawsOf({ distribution, params = {}, rows, distinct = true }: DistributionLawsOptions): readonly Law[] {
  const root = seed(31);
  const sample = (from = root, tasks = TASKS): Promise<Episode<Tree>> =>
    distribution.sample({ seed: from, tasks, params });
  const law = (
    claim: string,
    episodes: () => readonly Promise<Episode<Tree>>[],
    check: (...all: readonly Episode<Tree>[]) => void,
  ): Law => ({
    claim,
    run: () => withEpisodes(Promise.all(episodes()), check),
  });
  const singles = (): readonly Promise<Episode<Tree>>[] =>
    [...Array(TASKS).keys()].map((task) => sample(root.from(task), 1));
  return [
    law(
      'gives support and query of every task',
      () => [sample()],
      (episode) => hasEpisodeForm(distribution, episode, TASKS, rows),
    ),
    law(
      'gives the same bits from the same seed',
      () => [sample(), sample()],
      (one, other) => expectTreesEqual(other, one),
    ),
    law(
      'gives other tasks from another seed',
      () => [sample(), sample(root.fold('other'))],
      (one, other) => {
        demand(relativeError(xOf(other), xOf(one)) > 1e-6, 'Two seeds give the same examples.');
      },
    ),
    law(
      'draws each task from its own stream: a batch is its tasks',
      () => [sample(), ...singles()],
      (batch, ...each) =>
        each.forEach((one, task) => when(`task ${task}`, () => expectTreesEqual(sliceTasks(batch, task, 1), one))),
    ),
    law(
      'gives tasks of one request that differ',
      () => [sample()],
      (episode) => {
        const [first, second] = [0, 1].map((task) => sliceTasks(xOf(episode), task, 1));
        demand(relativeError(first as Tree, second as Tree) > 1e-6, 'Two tasks of one request are the same.');
      },
    ),
    ...(distinct
      ? [
          law(
            'puts no example of a task into its support and its query',
            () => [sample()],
            (episode) => distinctRows(episode),
          ),
        ]
      : []),
    { claim: 'leaves no tensor behind but its episode', run: () => expectNoLeaks(() => sample()) },
  ];
}

const xOf = (episode: Episode<Tree> | undefined): Tree =>
  episode === undefined ? [] : [episode.support.x, episode.query.x];

/** The laws of a `TaskDistribution`, each a claim and its check: what `distributionLaws` registers. */
export const distributionChecks = (options: DistributionLawsOptions): readonly Law[] => lawsOf(options);

/**
 * Registers the laws of a `TaskDistribution` as tests: each task comes from its own stream of the seed, support and query share no example,
 * the caller owns all there is. An engine must run: `beforeAll(() => useBackend('cpu'))`.
 */
export function distributionLaws(name: string, options: DistributionLawsOptions): void {
  register(`${name} is a task distribution: it`, distributionChecks(options));
}
