import '@tensorflow/tfjs-backend-cpu';
import { concatRows, seed, sliceTasks, useBackend } from '@innerloop/core';
import type { Episode, TaskDistribution } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { classificationEpisodes, distributionChecks, distributionLaws, regressionEpisodes } from '../../src/index.js';
import type { EpisodeMaker } from '../../src/index.js';
import { brokenClaims, expectBroken } from '../support/broken.js';

beforeAll(() => useBackend('cpu'));

/** A distribution whose episodes a maker makes. */
const distributionOf = (kind: TaskDistribution['kind'], episodes: EpisodeMaker): TaskDistribution => ({
  name: 'made',
  kind,
  sample: ({ seed: from, tasks }) => {
    tf.engine().startScope();
    const { support, query } = episodes({ tasks, shots: 2, queries: 3 }, from);
    [support.x, support.y, query.x, query.y].forEach((tensor) => tf.keep(tensor));
    tf.engine().endScope();
    return Promise.resolve({ support, query });
  },
});

const lines = distributionOf('regression', regressionEpisodes());
const classes = distributionOf('classification', classificationEpisodes({ features: [2], ways: 3 }));

distributionLaws('made regression', { distribution: lines, rows: { support: 2, query: 3 } });
distributionLaws('made classification', { distribution: classes, rows: { support: 6, query: 9 } });

const checks = (distribution: TaskDistribution): ReturnType<typeof distributionChecks> =>
  distributionChecks({ distribution });

/** The same distribution, its episodes changed. */
const changed = (base: TaskDistribution, change: (episode: Episode) => Episode): TaskDistribution => ({
  ...base,
  sample: async (request) => change(await base.sample(request)),
});

const expects = (distribution: TaskDistribution, words: string): Promise<void> =>
  expectBroken(checks(distribution), words);

describe('distributionChecks', () => {
  it('finds nothing wrong with distributions that are right', async () => {
    expect(await brokenClaims(checks(lines))).toEqual([]);
    expect(await brokenClaims(checks(classes))).toEqual([]);
  });

  it('finds a query that is leaked into the support', () =>
    expects(
      changed(lines, ({ support, query }) => ({ support: concatRows(support, query), query })),
      'no example of a task into its support and its query',
    ));

  it('finds a batch that is drawn from one stream', () =>
    expects(
      { ...lines, sample: (request) => lines.sample({ ...request, seed: request.seed.fold(request.tasks) }) },
      'a batch is its tasks',
    ));

  it('finds one task given over and over', () =>
    expects(
      changed(lines, (episode) => {
        const first = sliceTasks(episode, 0, 1);
        const repeated = (tensor: tf.Tensor, like: tf.Tensor): tf.Tensor => tf.mul(tensor, tf.onesLike(like));
        const again = (part: 'support' | 'query'): Episode['support'] => ({
          x: repeated(first[part].x, episode[part].x),
          y: repeated(first[part].y, episode[part].y),
        });
        return { support: again('support'), query: again('query') };
      }),
      'tasks of one request that differ',
    ));

  it('finds a seed that is ignored', () =>
    expects(
      { ...lines, sample: (request) => lines.sample({ ...request, seed: seed(1) }) },
      'other tasks from another seed',
    ));

  it('finds examples that differ from call to call', () => {
    let calls = 0;
    return expects(
      { ...lines, sample: (request) => lines.sample({ ...request, seed: request.seed.fold(calls++) }) },
      'same bits from the same seed',
    );
  });

  it('finds tensors that the caller is not given', () =>
    expects(
      changed(lines, (episode) => ({ ...episode, query: { ...episode.query, y: tf.clone(episode.query.y) } })),
      'no tensor behind but its episode',
    ));

  it('finds labels that are not one-hot', () =>
    expects(
      changed(classes, ({ support, query }) => ({ support, query: { ...query, y: tf.mul(query.y, 0.5) } })),
      'support and query of every task',
    ));

  it('finds classes of unequal numbers of examples', () =>
    expects(
      changed(classes, ({ support, query }) => ({
        support,
        query: { x: tf.slice(query.x, [0, 1], [3, 8]), y: tf.slice(query.y, [0, 1], [3, 8]) },
      })),
      'support and query of every task',
    ));
});
