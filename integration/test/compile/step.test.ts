import {
  cloneTree,
  CompileError,
  disposeTree,
  meanSquaredError,
  mlp,
  residentOf,
  seed,
  tidy,
  useBackend,
} from '@innerloop/core';
import type { Episode, Key, MetaStep, ParamTree, Tensor } from '@innerloop/core';
import { adam, sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { expectTreesClose, expectTreesEqual, regressionEpisodes } from '@innerloop/testkit';
import { exact, metaStep } from '@innerloop/training';
import type { GradientState } from '@innerloop/training';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '@innerloop/compile';

beforeAll(() => useBackend('cpu'));

const sines = (): MetaStep<GradientState> =>
  metaStep({
    learner: maml({
      model: mlp({ inputs: 1, hidden: [4], outputs: 1, activation: 'tanh' }),
      rule: sgd(0.05),
      loss: meanSquaredError,
    }),
    metaGradient: exact(),
    optimizer: adam(0.01),
  });

const episodeOf = (iteration: number, tasks = 2): Episode =>
  tidy(() => regressionEpisodes()({ tasks, shots: 3, queries: 4 }, seed(9).fold(iteration)));

type Count = { readonly params: ParamTree; readonly seen: { readonly count: Tensor; readonly fixed: Tensor } };

/** A step that is easy to follow: it adds noise to its parameter, counts, swaps two leaves and hands one on. */
const counting: MetaStep<Count> = {
  name: 'counting',
  init: () => ({
    params: { a: tf.scalar(1), b: tf.scalar(2) },
    seen: { count: tf.scalar(0, 'int32'), fixed: tf.tensor([true, false]) },
  }),
  run: ({ params, seen }, episode, key) => {
    const noise = key.fold('noise').draw('uniform', []);
    const loss = tf.add(tf.mean(episode.query.y), tf.add(params['a'] as Tensor, noise));
    return {
      // Names in another order than before.
      state: {
        seen: { fixed: seen.fixed, count: tf.add(seen.count, tf.scalar(1, 'int32')) },
        params: { b: params['a'] as Tensor, a: tf.add(params['b'] as Tensor, noise) },
      },
      metrics: { loss, count: seen.count },
    };
  },
};

/** All states and metrics of a few steps, by `run`, from the first state on. */
function follow<State extends GradientState | Count>(
  step: MetaStep<State>,
  episodes: readonly Episode[],
): { readonly metrics: Readonly<Record<string, number>>[]; readonly state: State } {
  let state = tidy(() => step.init(seed(4)));
  const metrics = episodes.map((episode, at) => {
    const next = tidy(() => {
      const { state: moved, metrics: told } = step.run(state, episode, keyOf(at));
      return { state: moved, metrics: cloneTree(told) };
    });
    disposeTree(state, next.state);
    state = next.state;
    const read = Object.entries(next.metrics).map(([name, metric]) => [name, metric.dataSync()[0] as number] as const);
    disposeTree(next.metrics);
    return Object.fromEntries(read);
  });
  return { metrics, state };
}

const keyOf = (at: number): Key => seed(5).fold(at);

async function resided<State extends GradientState | Count>(
  step: MetaStep<State>,
  episodes: readonly Episode[],
): Promise<{ readonly metrics: Readonly<Record<string, number>>[]; readonly state: State }> {
  const first = tidy(() => step.init(seed(4)));
  const resident = residentOf(step, first);
  disposeTree(first);
  const metrics = [];
  for (const [at, episode] of episodes.entries()) metrics.push(await resident.run(episode, keyOf(at)));
  const state = resident.state();
  resident.dispose();
  return { metrics, state };
}

const closeMetrics = (found: Readonly<Record<string, number>>[], expected: Readonly<Record<string, number>>[]): void =>
  found.forEach((metrics, at) => {
    for (const [name, value] of Object.entries(expected[at] ?? {})) expect(metrics[name]).toBeCloseTo(value, 4);
  });

describe('compile', () => {
  it('gives the step under its own name, with the state and the metrics that it gives', () => {
    const [plain, fast] = [sines(), compile(sines())];
    expect(fast.name).toBe(plain.name);
    const episodes = [0, 1, 2].map((at) => episodeOf(at));
    const [found, expected] = [follow(fast, episodes), follow(plain, episodes)];
    closeMetrics(found.metrics, expected.metrics);
    expectTreesClose(found.state, expected.state, { tolerance: 1e-4 });
    disposeTree([found.state, expected.state, episodes]);
    fast.dispose();
  });

  it('leaves no tensor behind, and takes none that it was lent', () => {
    const step = compile(sines());
    const before = tf.memory().numTensors;
    const [state, episode] = [tidy(() => step.init(seed(1))), episodeOf(1)];
    const next = step.run(state, episode, seed(2));
    disposeTree([next.state, next.metrics]);
    expect(state.params['model/layer1/bias']?.isDisposed ?? false).toBe(false);
    disposeTree([state, episode]);
    expect(tf.memory().numTensors).toBe(before);
    step.dispose();
  });

  it('keeps a state where it runs: the same as one that is handed from step to step', async () => {
    const episodes = Array.from({ length: 6 }, (_, at) => episodeOf(at));
    const [kept, handed] = [await resided(compile(sines()), episodes), follow(compile(sines()), episodes)];
    expect(kept.metrics).toEqual(handed.metrics);
    expectTreesEqual(kept.state, handed.state);
    disposeTree([kept.state, handed.state, episodes]);
  });

  it('keeps the state when the shape of an episode changes, and when it changes back', async () => {
    const episodes = [2, 2, 3, 1, 2].map((tasks, at) => episodeOf(at, tasks));
    const [found, expected] = [await resided(compile(sines()), episodes), follow(sines(), episodes)];
    closeMetrics(found.metrics, expected.metrics);
    expectTreesClose(found.state, expected.state, { tolerance: 1e-4 });
    disposeTree([found.state, expected.state, episodes]);
  });

  it('follows leaves by name: exchanged, handed on, in another order, of any type', async () => {
    const episodes = [0, 1, 2, 3].map((at) => episodeOf(at));
    const [found, expected] = [await resided(compile(counting), episodes), follow(counting, episodes)];
    closeMetrics(found.metrics, expected.metrics);
    expectTreesClose(found.state, expected.state, { tolerance: 1e-6 });
    expect(found.metrics.map(({ count }) => count)).toEqual([0, 1, 2, 3]);
    expect(Object.keys(found.state)).toEqual(['seen', 'params']);
    expect(Object.keys(found.state.params)).toEqual(Object.keys(expected.state.params));
    disposeTree([found.state, expected.state, episodes]);
  });

  it('holds a copy of the state that it was given, and gives copies', async () => {
    const before = tf.memory().numTensors;
    const step = compile(sines());
    const first = tidy(() => step.init(seed(4)));
    const resident = step.reside(first);
    const untouched = resident.state();
    expectTreesEqual(untouched, first);
    disposeTree(first);
    const episode = episodeOf(1);
    await resident.run(episode, keyOf(1));
    const [one, two] = [resident.state(), resident.state()];
    expectTreesEqual(one, two);
    expect(() => expectTreesEqual(one, untouched)).toThrow();
    disposeTree([one, two, untouched, episode]);
    resident.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps two states apart', async () => {
    const step = compile(sines());
    const episodes = [0, 1, 2].map((at) => episodeOf(at));
    const [first, second] = [seed(1), seed(2)].map((at) => tidy(() => step.init(at))) as [GradientState, GradientState];
    const alone = step.reside(first);
    for (const [at, episode] of episodes.entries()) await alone.run(episode, keyOf(at));
    const [one, two] = [step.reside(first), step.reside(second)];
    for (const [at, episode] of episodes.entries()) {
      await one.run(episode, keyOf(at));
      await two.run(episode, keyOf(at));
    }
    const [found, expected] = [one.state(), alone.state()];
    expectTreesEqual(found, expected);
    disposeTree([first, second, found, expected, episodes]);
    [alone, one, two].forEach((resident) => resident.dispose());
  });

  it('passes numbers that are not finite as they are', async () => {
    const episode = episodeOf(1);
    const spoiled = { ...episode, query: { ...episode.query, y: tf.fill(episode.query.y.shape, Number.NaN) } };
    const { metrics, state } = await resided(compile(sines()), [episode, spoiled]);
    expect(Number.isFinite(metrics[0]?.['loss'])).toBe(true);
    expect(metrics[1]?.['loss']).toBeNaN();
    disposeTree([state, episode, spoiled.query.y]);
  });

  it('runs eagerly where it meets a kernel that it does not know: with the same numbers, and a word', async () => {
    const told: string[] = [];
    const sorted: MetaStep<Count> = {
      ...counting,
      run: (state, episode, key) => {
        const largest = tf.topk(tf.reshape(episode.query.y, [-1]), 1).values;
        const { metrics, ...rest } = counting.run(state, episode, key);
        return { ...rest, metrics: { ...metrics, largest: tf.reshape(largest, []) } };
      },
    };
    const episodes = [0, 1, 2].map((at) => episodeOf(at));
    const fast = compile(sorted, { onFallback: (reason) => told.push(reason) });
    const [found, expected] = [await resided(fast, episodes), follow(sorted, episodes)];
    expect(found.metrics).toEqual(expected.metrics);
    expectTreesEqual(found.state, expected.state);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("'TopK'");
    disposeTree([found.state, expected.state, episodes]);
  });

  it('refuses a step that reads a value, that changes, or whose state changes its form', () => {
    const before = tf.memory().numTensors;
    let steps = 0;
    const wrong: readonly [Partial<MetaStep<Count>>, RegExp][] = [
      [
        { run: (...given) => (void given[0].seen.count.dataSync(), counting.run(...given)) },
        /reads a value by dataSync/,
      ],
      [
        {
          run: (...given) => {
            const { state, metrics } = counting.run(...given);
            return { state, metrics: { loss: tf.add(metrics['loss'] as Tensor, (steps += 1)) } };
          },
        },
        /not the same each time/,
      ],
      [
        {
          run: ({ params, seen }, ...given) => {
            const { state, metrics } = counting.run({ params, seen }, ...given);
            return { state: { ...state, seen: { ...seen, count: tf.stack([seen.count, seen.count]) } }, metrics };
          },
        },
        /'state\/seen\/count'/,
      ],
    ];
    const [first, episode] = [counting.init(seed(1)), episodeOf(1)];
    for (const [run, message] of wrong) {
      const resident = compile({ ...counting, ...run }).reside(first);
      expect(() => resident.run(episode, seed(1))).toThrow(CompileError);
      expect(() => resident.run(episode, seed(1))).toThrow(message);
      resident.dispose();
    }
    disposeTree([first, episode]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
