import { disposeTree, isLearned, leaf, seed, tidy, useBackend, isPerTask, specOf } from '@innerloop/core';
import { expectNoLeaks, expectTreesClose, expectTreesEqual } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { exact } from '../../src/index.js';
import { counting, learner, stepOf } from '../support/step.js';
import { averaged, curves, key } from '../support/tasks.js';

beforeAll(async () => {
  await useBackend('cpu');
});

describe('metaStep', () => {
  it('is pure: the same state, episode and key give the same bits, and the state is untouched', async () => {
    const step = stepOf();
    const state = tidy(() => step.init(key));
    const before = tidy(() => step.init(key));
    const episode = await curves.sample({ seed: seed(4), tasks: 3, params: state.params });
    const [one, two] = [tidy(() => step.run(state, episode, key)), tidy(() => step.run(state, episode, key))];
    expectTreesEqual(one, two);
    expectTreesEqual(state, before);
    disposeTree([state, before, episode, one, two]);
  });

  it('moves the same in slices as at once', async () => {
    const state = tidy(() => stepOf().init(key));
    const episode = await curves.sample({ seed: seed(4), tasks: 6, params: state.params });
    const whole = tidy(() => stepOf().run(state, episode, key));
    for (const slices of [2, 3, 6]) {
      const parts = tidy(() => stepOf({ slices }).run(state, episode, key));
      expectTreesClose(parts.state.params, whole.state.params, { tolerance: 1e-6 });
      expectTreesClose(parts.metrics, whole.metrics, { tolerance: 1e-5 });
      disposeTree(parts);
    }
    disposeTree([state, episode, whole]);
  });

  it('lowers the loss of a task that it sees again and again', async () => {
    const step = stepOf({ optimizer: averaged(0.2) });
    let state = tidy(() => step.init(key));
    const episode = await curves.sample({ seed: seed(4), tasks: 1, params: state.params });
    const losses: number[] = [];
    for (let i = 0; i < 150; i++) {
      const { state: next, metrics } = tidy(() => step.run(state, episode, key));
      losses.push(leaf(metrics, 'loss').dataSync()[0] as number);
      disposeTree(metrics);
      disposeTree(state, next);
      state = next;
    }
    disposeTree([state, episode]);
    expect(losses.at(-1)).toBeLessThan(0.05 * (losses[0] as number));
  });

  it('stores what running leaves report, as the mean over the tasks', async () => {
    const step = stepOf({ learner: counting });
    const state = tidy(() => step.init(key));
    const episode = await curves.sample({ seed: seed(4), tasks: 3, params: state.params });
    const { state: next, metrics } = tidy(() => step.run(state, episode, key));
    const { reported, ...rest } = tidy(() =>
      exact().estimate({ learner: counting, params: state.params, episode, key }),
    );
    const running = Object.keys(counting.specs).filter((name) => !isLearned(counting.specs[name]));
    expect(running.length).toBeGreaterThan(0);
    for (const name of running) {
      const spec = specOf(counting.specs, name);
      expect(isPerTask(leaf(reported, name), spec)).toBe(true);
      tf.tidy(() => expectTreesClose(leaf(next.params, name), tf.mean(leaf(reported, name), 0), { tolerance: 1e-6 }));
    }
    disposeTree([reported, rest]);
    disposeTree([metrics, episode]);
    disposeTree(state, next);
    disposeTree(next);
  });

  it('leaks nothing', async () => {
    const step = stepOf({ slices: 2 });
    const state = tidy(() => step.init(key));
    const episode = await curves.sample({ seed: seed(4), tasks: 4, params: state.params });
    await expectNoLeaks(() => tidy(() => step.run(state, episode, key)));
    disposeTree([state, episode]);
  });

  it('names its parts, and refuses slices that are none or do not divide the tasks', async () => {
    expect(stepOf({ learner }).name).toBe('reference · exact · averaged');
    expect(() => stepOf({ slices: 0 })).toThrow('metaStep: slices must be a positive integer, got 0.');
    const whole = { ...exact(), name: 'whole', wholeBatch: true } as const;
    expect(() => stepOf({ slices: 2, metaGradient: whole })).toThrow("'whole' needs the whole meta-batch at once");
    expect(() => stepOf({ metaGradient: whole })).not.toThrow();
    const step = stepOf({ slices: 2 });
    const state = tidy(() => step.init(key));
    const episode = await curves.sample({ seed: seed(4), tasks: 3, params: state.params });
    expect(() => tf.tidy(() => step.run(state, episode, key).metrics)).toThrow(
      '3 tasks cannot be cut into 2 equal slices',
    );
    disposeTree([state, episode]);
  });
});
