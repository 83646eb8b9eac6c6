import { disposeTree, initialize, leaf, meanSquaredErrorMetric, seed, tidy, useBackend } from '@innerloop/core';
import type { Episode, MetaStep, ParamTree, Tensor } from '@innerloop/core';
import { expectTreesClose, expectTreesEqual } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { judge, online, sequenceOf } from '../../src/index.js';
import type {
  Checkpoint,
  CheckpointStore,
  GradientState,
  OnlineOptions,
  Round,
  TaskSequence,
} from '../../src/index.js';
import { learner, residing, stepOf } from '../support/step.js';
import { curves, spoiledAfter } from '../support/tasks.js';

beforeAll(async () => {
  await useBackend('cpu');
});

type Options = OnlineOptions<GradientState, Tensor>;
const options = (more: Partial<Options> = {}): Options => ({
  step: stepOf(),
  learner,
  tasks: sequenceOf({ tasks: curves, seed: 5 }),
  metric: meanSquaredErrorMetric,
  seed: 7,
  rounds: 4,
  updates: 2,
  metaBatch: 3,
  shots: 2,
  queries: 2,
  ...more,
});

type Seen = Omit<Round<GradientState>, 'params' | 'checkpoint'>;

/** Plays to the end, and gives what each round showed, and the last checkpoint. */
async function played(given: Options): Promise<{ seen: Seen[]; checkpoint: Checkpoint<GradientState> }> {
  const seen: Seen[] = [];
  let checkpoint: Checkpoint<GradientState> | undefined;
  for await (const { round, rounds, before, after, arrivals, needed, ...progress } of online(given)) {
    seen.push({ round, rounds, before, after, arrivals, ...(needed === undefined ? {} : { needed }) });
    if (round === given.rounds) checkpoint = progress.checkpoint();
  }
  return { seen, checkpoint: checkpoint as Checkpoint<GradientState> };
}

const counted = (sequence: TaskSequence): TaskSequence & { readonly asked: number[] } => {
  const asked: number[] = [];
  return { ...sequence, asked, arrive: (round) => (asked.push(round), sequence.arrive(round)) };
};

describe('online', () => {
  it.each([
    { name: 'a stateful outer rule', step: (): MetaStep<GradientState, Tensor> => stepOf() },
    { name: 'a state that resides with the step', step: (): MetaStep<GradientState, Tensor> => residing(stepOf()) },
  ])('resumes bit for bit with $name', async ({ step }) => {
    const whole = await played(options({ step: step(), chunk: 2 }));
    const half = await played(options({ step: step(), chunk: 2, rounds: 2 }));
    const rest = await played(options({ step: step(), chunk: 2, from: half.checkpoint }));
    expect(rest.seen).toEqual(whole.seen.slice(2));
    expectTreesEqual(rest.checkpoint.state, whole.checkpoint.state);
    disposeTree([whole, half, rest].map(({ checkpoint }) => checkpoint.state));
  });

  it('asks for each task in its round, and for no later one', async () => {
    const tasks = counted(sequenceOf({ tasks: curves, seed: 5 }));
    for await (const { round } of online(options({ tasks }))) {
      expect(tasks.asked).toEqual([...Array(round).keys()]);
      if (round === 3) break;
    }
    expect(tasks.asked).toEqual([0, 1, 2]);
  });

  it('judges with what was known before the round, and after it, on the round’s own task', async () => {
    const tasks = sequenceOf({ tasks: curves, seed: 5 });
    const known: ParamTree[] = [];
    const root = seed(7);
    for await (const { round, before, after, arrivals, params, checkpoint } of online(options({ tasks, rounds: 2 }))) {
      const task = await tasks.arrive(round - 1);
      const key = root
        .fold('round')
        .fold(round - 1)
        .fold('judge');
      const measure = (at: ParamTree): Promise<number> =>
        judge({ learner, params: at, task, metric: meanSquaredErrorMetric, key });
      expect(await measure(params)).toBe(after);
      if (known[0] !== undefined) expect(await measure(known[0])).toBe(before);
      expect(arrivals).toEqual([{ examples: 4, value: after }]);
      known.unshift(checkpoint().state.params);
      disposeTree(task);
    }
  });

  it('learns from the arrivals of the task at hand, one after the other', async () => {
    const { seen, checkpoint } = await played(options({ chunk: 3, enough: 100 }));
    disposeTree(checkpoint.state);
    expect(seen[0]?.arrivals.map(({ examples }) => examples)).toEqual([3, 4]);
    expect(seen[0]?.needed).toBe(3);
    const never = await played(options({ chunk: 3, enough: 1e-12 }));
    disposeTree(never.checkpoint.state);
    expect(never.seen.every((round) => !('needed' in round))).toBe(true);
  });

  it('is so many steps on one task where there is one round', async () => {
    // All examples of the task are the same one, so that every draw from it is.
    const one = (rows: number): { x: Tensor; y: Tensor } => ({
      x: tf.fill([1, rows, 1], 0.5),
      y: tf.fill([1, rows, 1], 2),
    });
    const tasks: TaskSequence = {
      name: 'one example',
      kind: 'regression',
      arrive: () => Promise.resolve({ support: one(6), query: one(3) }),
    };
    const step = stepOf();
    const { checkpoint } = await played(options({ step, tasks, rounds: 1, updates: 5, metaBatch: 1 }));
    const episode: Episode = { support: one(2), query: one(2) };
    const expected = tidy(() => {
      let state = step.init(seed(7).fold('init'));
      for (let i = 0; i < 5; i++) state = step.run(state, episode, seed(i)).state;
      return state;
    });
    expectTreesClose(checkpoint.state.params, expected.params);
    disposeTree([checkpoint.state, expected, episode]);
  });

  it('learns in each round from all tasks that were met so far', async () => {
    const rows = (count: number, round: number): { x: Tensor; y: Tensor } => ({
      x: tf.fill([1, count, 1], round),
      y: tf.zeros([1, count, 1]),
    });
    const tasks: TaskSequence = {
      name: 'numbered',
      kind: 'regression',
      arrive: (round) => Promise.resolve({ support: rows(6, round), query: rows(3, round) }),
    };
    const seen = new Set<number>();
    const plain = stepOf();
    const step: typeof plain = {
      ...plain,
      run: (state, episode, key) => {
        for (const value of episode.support.x.dataSync()) seen.add(value);
        return plain.run(state, episode, key);
      },
    };
    const given = options({ step, tasks, rounds: 3, updates: 8 });
    for await (const { round } of online(given)) {
      expect([...seen].sort()).toEqual([...Array(round).keys()]);
      seen.clear();
    }
  });

  it('stays where it began without updates', async () => {
    const step = stepOf();
    const { seen, checkpoint } = await played(options({ step, updates: 0 }));
    const fresh = tidy(() => step.init(seed(7).fold('init')));
    expectTreesEqual(checkpoint.state, fresh);
    expect(seen.every(({ before, after }) => before === after)).toBe(true);
    disposeTree([checkpoint.state, fresh]);
  });

  it('frees all when it is left early, and when it ends', async () => {
    const before = tf.memory().numTensors;
    for await (const { round } of online(options({ chunk: 2 }))) if (round === 2) break;
    expect(tf.memory().numTensors).toBe(before);
    const { checkpoint } = await played(options());
    disposeTree(checkpoint.state);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('saves every so many rounds and at the end, and stops when told to', async () => {
    const saved: number[] = [];
    const store: CheckpointStore = {
      save: (_name, { iteration }) => Promise.resolve(void saved.push(iteration)),
      load: () => Promise.resolve(undefined),
    };
    const controller = new AbortController();
    for await (const { round } of online(
      options({ rounds: 9, checkpoints: { store, every: 2 }, signal: controller.signal }),
    )) {
      if (round === 3) controller.abort();
    }
    expect(saved).toEqual([2, 3]);
  });

  it('stops at the first number that is not finite and leaks nothing', async () => {
    const before = tf.memory().numTensors;
    const tasks = sequenceOf({ tasks: spoiledSupport(), seed: 5 });
    await expect(played(options({ tasks }))).rejects.toThrow('online: loss became NaN in round 3.');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses counts that are none, and a checkpoint of other settings', async () => {
    await expect(played(options({ rounds: 0 }))).rejects.toThrow(
      'online: rounds must be an integer of at least 1, got 0.',
    );
    await expect(played(options({ chunk: 1 }))).rejects.toThrow(
      'online: chunk must be an integer of at least 2, got 1.',
    );
    await expect(played(options({ updates: -1 }))).rejects.toThrow('online: updates must be an integer of at least 0');
    const { checkpoint } = await played(options({ rounds: 1 }));
    await expect(played(options({ updates: 3, from: checkpoint }))).rejects.toThrow('2 updates of 2 + 2 examples');
    disposeTree(checkpoint.state);
  });
});

/** From the third task on the targets of the support are NaN. */
function spoiledSupport(): typeof curves {
  const spoiled = spoiledAfter(2);
  return {
    ...spoiled,
    async sample(request) {
      const { support, query } = await spoiled.sample(request);
      return { support: query, query: support };
    },
  };
}

describe('sequenceOf', () => {
  it('gives the same task whenever a round is asked for, another in each round', async () => {
    const sequence = sequenceOf({ tasks: curves, seed: 5 });
    const [one, again, other] = [await sequence.arrive(3), await sequence.arrive(3), await sequence.arrive(4)];
    expectTreesEqual(one, again);
    expect(() => expectTreesEqual(one, other)).toThrow();
    disposeTree([one, again, other]);
  });

  it('follows a world that changes', async () => {
    const sequence = sequenceOf({
      tasks: (round) => (round < 2 ? curves : { ...curves, sample: curves.sample }),
      seed: 5,
      name: 'drift',
    });
    expect(sequence.name).toBe('drift');
    const task = await sequence.arrive(2);
    expect(task.support.x.shape).toEqual([1, 4, 1]);
    disposeTree(task);
  });
});

describe('judge', () => {
  it('adapts to the first examples alone', async () => {
    const task = await curves.sample({ seed: seed(3), tasks: 1, params: {} });
    const params = tidy(() => initialize(learner.specs, seed(2)));
    const measure = (examples?: number): Promise<number> =>
      judge({
        learner,
        params,
        task,
        metric: meanSquaredErrorMetric,
        key: seed(4),
        ...(examples === undefined ? {} : { examples }),
      });
    expect(await measure(4)).toBe(await measure());
    expect(await measure(2)).not.toBe(await measure());
    expect(leaf(params, 'rule/rate').isDisposed).toBe(false);
    disposeTree([task, params]);
  });
});
