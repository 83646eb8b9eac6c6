import { expectTreesEqual } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { cloneTree, disposeTree, residentOf, seed, useBackend } from '../../src/index.js';
import type { Episode, MetaStep, Resident, Tensor } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

type State = { readonly params: { readonly a: Tensor }; readonly fixed: Tensor };
const batch = { x: tf.zeros([1, 1, 1]), y: tf.ones([1, 1, 1]) };
const episode: Episode = { support: batch, query: batch };

const step: MetaStep<State> = {
  name: 'adding',
  init: () => ({ params: { a: tf.scalar(1) }, fixed: tf.scalar(7) }),
  run: ({ params, fixed }) => ({
    state: { params: { a: tf.add(params.a, 1) }, fixed },
    // Leaves of the states before and after.
    metrics: { loss: params.a, fixed },
  }),
};

describe('residentOf', () => {
  it('runs a step without a place of its own on tensors: state and metrics as the step gives them', async () => {
    const before = tf.memory().numTensors;
    const first = step.init(seed(1));
    const resident = residentOf(step, first);
    disposeTree(first);
    expect(await resident.run(episode, seed(2))).toEqual({ loss: 1, fixed: 7 });
    expect(await resident.run(episode, seed(2))).toEqual({ loss: 2, fixed: 7 });
    const state = resident.state();
    expect(state.params.a.dataSync()[0]).toBe(3);
    await resident.run(episode, seed(2));
    expect(state.params.a.dataSync()[0]).toBe(3);
    resident.dispose();
    disposeTree(state);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps the state when a step throws', async () => {
    const first = step.init(seed(1));
    let broken = false;
    const resident = residentOf<State, Tensor>(
      {
        ...step,
        run: (...given) => {
          if (broken) throw new Error('broken');
          return step.run(...given);
        },
      },
      first,
    );
    await resident.run(episode, seed(2));
    broken = true;
    expect(() => resident.run(episode, seed(2))).toThrow('broken');
    const state = resident.state();
    expect(state.params.a.dataSync()[0]).toBe(2);
    resident.dispose();
    disposeTree([first, state]);
  });

  it('takes the place that a step has', () => {
    const first = step.init(seed(1));
    const place = { state: () => cloneTree(first) } as Resident<State>;
    const resident = residentOf({ ...step, reside: () => place }, first);
    expect(resident).toBe(place);
    expectTreesEqual(resident.state(), first);
  });
});
