import { disposeTree, DivergenceError, InvalidDataError, leaf, seed, useBackend } from '@innerloop/core';
import type { MetaStep, Tensor } from '@innerloop/core';
import { expectTreesEqual } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { train } from '../../src/index.js';
import type {
  Checkpoint,
  CheckpointName,
  CheckpointStore,
  GradientState,
  Progress,
  TrainOptions,
} from '../../src/index.js';
import { counting, residing, stepOf } from '../support/step.js';
import { curves, spoiledAfter } from '../support/tasks.js';

beforeAll(async () => {
  await useBackend('cpu');
});

type Options = TrainOptions<GradientState, Tensor>;
const options = (more: Partial<Options> = {}): Options => ({
  step: stepOf(),
  tasks: curves,
  seed: 7,
  iterations: 6,
  metaBatch: 3,
  ...more,
});

/** Trains to the end, and gives its losses and last checkpoint. */
async function finish(given: Options): Promise<{ losses: number[]; checkpoint: Checkpoint<GradientState> }> {
  const losses: number[] = [];
  let checkpoint: Checkpoint<GradientState> | undefined;
  for await (const progress of train(given)) {
    losses.push(progress.loss);
    if (progress.iteration === given.iterations) checkpoint = progress.checkpoint();
  }
  return { losses, checkpoint: checkpoint as Checkpoint<GradientState> };
}

/** Keeps what was saved, in numbers: the iteration and the first parameter. */
function memoryStore(): CheckpointStore & { readonly saved: { name: CheckpointName; iteration: number }[] } {
  const saved: { name: CheckpointName; iteration: number }[] = [];
  return {
    saved,
    save: (name, { iteration }) => {
      saved.push({ name, iteration });
      return Promise.resolve();
    },
    load: () => Promise.resolve(undefined),
  };
}

describe('train', () => {
  it.each([
    { name: 'a stateful outer rule', step: (): MetaStep<GradientState, Tensor> => stepOf() },
    { name: 'running statistics', step: (): MetaStep<GradientState, Tensor> => stepOf({ learner: counting }) },
    { name: 'slices', step: (): MetaStep<GradientState, Tensor> => stepOf({ slices: 3 }) },
    {
      name: 'a state that resides with the step',
      step: (): MetaStep<GradientState, Tensor> => residing(stepOf({ learner: counting })),
    },
  ])('resumes bit for bit with $name', async ({ step }) => {
    const whole = await finish(options({ step: step() }));
    const half = await finish(options({ step: step(), iterations: 3 }));
    const rest = await finish(options({ step: step(), from: half.checkpoint }));
    expect(rest.losses).toEqual(whole.losses.slice(3));
    expectTreesEqual(rest.checkpoint.state, whole.checkpoint.state);
    disposeTree([whole.checkpoint.state, half.checkpoint.state, rest.checkpoint.state]);
  });

  it('keeps the number of live tensors, and frees all when it is left early', async () => {
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    for await (const { iteration } of train(options({ iterations: 50 }))) {
      counts.push(tf.memory().numTensors);
      if (iteration === 20) break;
    }
    expect(new Set(counts).size).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives other runs for other seeds', async () => {
    const [one, two] = [await finish(options()), await finish(options({ seed: 8 }))];
    expect(one.losses[0]).not.toBe(two.losses[0]);
    disposeTree([one.checkpoint.state, two.checkpoint.state]);
  });

  it('validates when due and at the end, and remembers the best', async () => {
    const values = [3, 1, 2];
    const store = memoryStore();
    const seen: unknown[] = [];
    const validation = { every: 2, better: 'lower' as const, measure: () => Promise.resolve(values.shift() as number) };
    for await (const { iteration, validation: found } of train(
      options({ iterations: 5, validation, checkpoints: { store, every: 100 } }),
    )) {
      if (found) seen.push([iteration, found.value, found.best]);
    }
    expect(seen).toEqual([
      [2, 3, true],
      [4, 1, true],
      [5, 2, false],
    ]);
    expect(store.saved).toEqual([
      { name: 'best', iteration: 2 },
      { name: 'best', iteration: 4 },
      { name: 'last', iteration: 5 },
    ]);
  });

  it('ends where a validation is NaN or diverged: last is saved, best is not touched, nothing is left', async () => {
    const before = tf.memory().numTensors;
    const diverging = (): Promise<number> => Promise.reject(new DivergenceError('evaluate: test task 3 diverged.'));
    for (const measure of [() => Promise.resolve(Number.NaN), diverging]) {
      const store = memoryStore();
      const validation = { every: 2, better: 'higher' as const, measure };
      const run = finish(options({ validation, checkpoints: { store, every: 100 }, iterations: 5 }));
      await expect(run).rejects.toThrow(DivergenceError);
      expect(store.saved).toEqual([{ name: 'last', iteration: 2 }]);
    }
    const told = finish(options({ validation: { every: 1, better: 'higher', measure: diverging } }));
    await expect(told).rejects.toThrow(/validation after iteration 1 left the finite numbers: .*test task 3/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('tells of NaN in the data with task and example, before anybody lowers a learning rate', async () => {
    const run = finish(options({ tasks: spoiledAfter(2, Number.NaN), iterations: 9 }));
    await expect(run).rejects.toThrow(InvalidDataError);
    const again = finish(options({ tasks: spoiledAfter(2, Number.NaN), iterations: 9 }));
    await expect(again).rejects.toThrow('task 0 of iteration 3 has NaN in its data: y of the query, example 0');
  });

  it('asks for a source to be opened', async () => {
    const source = { name: 'glyphs', open: () => Promise.resolve(curves) } as unknown as typeof curves;
    await expect(finish(options({ tasks: source }))).rejects.toThrow(
      "Open one of them: tasks: await source.open('train')",
    );
    const promise = Promise.resolve(curves) as unknown as typeof curves;
    await expect(finish(options({ tasks: promise }))).rejects.toThrow('tasks is a promise');
  });

  it('saves and ends when the signal is aborted', async () => {
    const controller = new AbortController();
    const store = memoryStore();
    let last = 0;
    for await (const { iteration } of train(
      options({ iterations: 50, signal: controller.signal, checkpoints: { store, every: 100 } }),
    )) {
      last = iteration;
      if (iteration === 4) controller.abort();
    }
    expect(last).toBe(4);
    expect(store.saved).toEqual([{ name: 'last', iteration: 4 }]);
  });

  it('stops at the first number that is not finite: says where, keeps the last good checkpoint and leaks nothing', async () => {
    const before = tf.memory().numTensors;
    const store = memoryStore();
    const spoiled = options({ tasks: spoiledAfter(4), iterations: 50, checkpoints: { store, every: 2 } });
    const run = async (): Promise<void> => {
      for await (const { loss } of train(spoiled)) expect(loss).toBeLessThan(Infinity);
    };
    await expect(run()).rejects.toThrow(
      'loss became Infinity at iteration 5; that step was not taken. The last good checkpoint is that of iteration 4.',
    );
    expect(store.saved.at(-1)).toEqual({ name: 'last', iteration: 4 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a checkpoint of other settings or of another model', async () => {
    const { checkpoint } = await finish(options({ iterations: 2 }));
    const resume = (more: Partial<Options>): Promise<unknown> => finish(options({ ...more, from: checkpoint }));
    await expect(resume({ seed: 8 })).rejects.toThrow('the checkpoint was made with seed 7, but seed is now 8');
    await expect(resume({ metaBatch: 5 })).rejects.toThrow('metaBatch 3');
    await expect(resume({ step: stepOf({ learner: counting }) })).rejects.toThrow(
      "belongs to another model: it lacks 'model/body/kernel'",
    );
    disposeTree(checkpoint.state);
  });

  it('lends the parameters that it has', async () => {
    for await (const { params } of train(options({ iterations: 2 }))) {
      expect(leaf(params, 'rule/rate').dataSync()[0]).toBeGreaterThan(0);
    }
  });

  it('refuses counts that are none', async () => {
    await expect(finish(options({ iterations: 0 }))).rejects.toThrow(
      'train: iterations must be a positive integer, got 0.',
    );
    await expect(finish(options({ metaBatch: 1.5 }))).rejects.toThrow('metaBatch must be a positive integer');
  });

  it('draws iteration i from the seed and i alone', async () => {
    const seeds: string[] = [];
    const tasks = {
      ...curves,
      sample: (request: Parameters<typeof curves.sample>[0]) => {
        seeds.push(String(request.seed.numbers()()));
        return curves.sample(request);
      },
    };
    await finish(options({ tasks })).then(({ checkpoint }) => disposeTree(checkpoint.state));
    expect(seeds[4]).toBe(String(seed(7).fold('iteration').fold(4).fold('tasks').numbers()()));
    expect(new Set(seeds).size).toBe(6);
  });
});

describe('train with a step that keeps its state', () => {
  it('gives the numbers of one that does not, from a checkpoint on too', async () => {
    const [kept, given] = [await finish(options({ step: residing(stepOf()) })), await finish(options())];
    expect(kept.losses).toEqual(given.losses);
    expectTreesEqual(kept.checkpoint.state, given.checkpoint.state);
    const half = await finish(options({ iterations: 2 }));
    const rest = await finish(options({ step: residing(stepOf()), from: half.checkpoint }));
    expect(rest.losses).toEqual(given.losses.slice(2));
    disposeTree([kept, given, half, rest].map(({ checkpoint }) => checkpoint.state));
  });

  it('copies the state out for those who look, once an iteration, and lets it go in the end', async () => {
    const before = tf.memory().numTensors;
    const seen = { copies: 0, disposed: 0 };
    const copies: number[] = [];
    const validation = { every: 3, better: 'lower' as const, measure: () => Promise.resolve(1) };
    const checkpoints = { store: memoryStore(), every: 3 };
    for await (const progress of train(options({ step: residing(stepOf(), seen), validation, checkpoints }))) {
      if (progress.iteration === 2) expect(progress.params).toBe(progress.params);
      copies.push(seen.copies);
    }
    expect(copies).toEqual([0, 1, 2, 2, 2, 3]);
    expect(seen).toEqual({ copies: 3, disposed: 1 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives tasks that depend on the parameters those of the moment', async () => {
    const rates: number[] = [];
    const tasks = {
      ...curves,
      onPolicy: true as const,
      sample(request: Parameters<typeof curves.sample>[0]) {
        rates.push(leaf(request.params, 'rule/rate').dataSync()[0] as number);
        return curves.sample(request);
      },
    };
    const steps = [stepOf(), residing(stepOf())];
    for (const step of steps)
      await finish(options({ step, tasks })).then(({ checkpoint }) => disposeTree(checkpoint.state));
    expect(new Set(rates.slice(0, 6)).size).toBe(6);
    expect(rates.slice(6)).toEqual(rates.slice(0, 6));
  });

  it('ends a divergence with no step taken and nothing left', async () => {
    const before = tf.memory().numTensors;
    const seen = { copies: 0, disposed: 0 };
    const store = memoryStore();
    const step = residing(stepOf(), seen);
    const run = finish(options({ step, tasks: spoiledAfter(4), iterations: 50, checkpoints: { store, every: 2 } }));
    await expect(run).rejects.toThrow('that step was not taken. The last good checkpoint is that of iteration 4.');
    expect(store.saved.at(-1)).toEqual({ name: 'last', iteration: 4 });
    expect(seen.disposed).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('lends no state beyond its iteration', async () => {
    const kept: Progress<GradientState>[] = [];
    for await (const progress of train(options({ step: residing(stepOf()), iterations: 2 }))) kept.push(progress);
    expect(() => kept[0]?.checkpoint()).toThrow('the state of iteration 1 is lent until the next one is asked for');
    expect(() => kept[0]?.params).toThrow('iteration 1');
  });
});
