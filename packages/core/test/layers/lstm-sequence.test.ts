import '@tensorflow/tfjs-backend-cpu';
import { checkGradients, expectTreesClose } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { bidirectionalLstm, branchState, leaf, lstmCell, lstmSequence, useBackend } from '../../src/index.js';
import type { LstmState, Model, ParamTree } from '../../src/index.js';
import { contextOf, noisy, perTask, sample } from '../support/examples.js';
import { sequenceLaws } from '../support/sequence-laws.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const cell = lstmCell({ inputs: 2, units: 3 });
const read = (direction: 'forward' | 'backward'): Model => ({
  specs: cell.specs,
  apply: (params, x) => lstmSequence(cell, params, x, { direction }).outputs,
});

sequenceLaws('lstmSequence forward', { model: read('forward'), x: [2] });

/** By steps, one example after the other. */
function stepped(params: ParamTree, x: tf.Tensor, order: readonly number[], start: LstmState) {
  const outputs = new Array<tf.Tensor>(order.length);
  let state = start;
  for (const n of order) {
    state = cell.step(params, tf.slice(x, [0, n, 0], [-1, 1, -1]), state, contextOf());
    outputs[n] = state.hidden;
  }
  return { outputs: tf.concat(outputs, 1), state };
}

describe('lstmSequence', () => {
  it.each([
    ['forward', [0, 1, 2, 3]],
    ['backward', [3, 2, 1, 0]],
  ] as const)(
    'reading %s equals steps of the cell, with shared leaves and with leaves of each task',
    (direction, order) => {
      tf.tidy(() => {
        const x = sample('x', [4, 2], 3);
        const state = { hidden: sample('h', [1, 3], 3), cell: sample('c', [1, 3], 3) };
        const shared = noisy(cell.specs);
        for (const params of [shared, perTask(shared, cell.specs, 3)]) {
          const found = lstmSequence(cell, params, x, { direction, state });
          expect(found.outputs.shape).toEqual([3, 4, 3]);
          expectTreesClose(found, stepped(params, x, order, state));
        }
      });
    },
  );

  it('begins with zeros, and goes on where it stopped', () => {
    tf.tidy(() => {
      const [params, x] = [noisy(cell.specs), sample('x', [5, 2], 2)];
      const whole = lstmSequence(cell, params, x);
      expectTreesClose(whole, stepped(params, x, [0, 1, 2, 3, 4], cell.start([2, 1])));
      const first = lstmSequence(cell, params, tf.slice(x, [0, 0, 0], [-1, 2, -1]));
      const { outputs, state } = lstmSequence(cell, params, tf.slice(x, [0, 2, 0], [-1, 3, -1]), first);
      expectTreesClose({ outputs: tf.concat([first.outputs, outputs], 1), state }, whole);
      const none = lstmSequence(cell, params, tf.zeros([2, 0, 2]), { state });
      expect(none.outputs.shape).toEqual([2, 0, 3]);
      expect(none.state).toBe(state);
    });
  });

  it('has right second derivatives through time, by leaves, inputs and state', () => {
    const f = (at: ParamTree): tf.Tensor => {
      const state = { hidden: leaf(at, 'hidden'), cell: leaf(at, 'memory') };
      return tf.square(lstmSequence(cell, at, leaf(at, 'x'), { direction: 'backward', state }).outputs);
    };
    const at = {
      ...noisy(cell.specs),
      x: sample('x', [3, 2], 1),
      hidden: sample('h', [1, 3], 1),
      memory: sample('c', [1, 3], 1),
    };
    checkGradients(f, at, { order: 2, directions: 1, tolerance: 3e-2 });
  });

  it('lets each branch go on from one state as if it were alone', () => {
    tf.tidy(() => {
      const [params, x, queries] = [noisy(cell.specs), sample('x', [3, 2], 2), sample('q', [4, 2], 2)];
      const { state } = lstmSequence(cell, params, x);
      const branched = cell.step(params, queries, branchState(state, 4), contextOf()).hidden;
      for (let q = 0; q < 4; q++) {
        const alone = tf.slice(queries, [0, q, 0], [-1, 1, -1]);
        const { outputs } = lstmSequence(cell, params, tf.concat([x, alone], 1));
        expectTreesClose(tf.slice(branched, [0, q, 0], [-1, 1, -1]), tf.slice(outputs, [0, 3, 0], [-1, 1, -1]));
      }
    });
  });

  it('refuses features of several axes, a state of branches and another direction', () => {
    const params = noisy(cell.specs);
    expect(() => lstmSequence(cell, params, tf.zeros([1, 2, 3, 2]))).toThrow(
      'lstmSequence: expected x of shape [tasks, times',
    );
    const state = cell.start([1, 4]);
    expect(() => lstmSequence(cell, params, tf.zeros([1, 2, 2]), { state })).toThrow(
      'expected a state of shape [1, 1, units]',
    );
    const direction = 'sideways' as 'forward';
    expect(() => lstmSequence(cell, params, tf.zeros([1, 2, 2]), { direction })).toThrow("got 'sideways'");
  });
});

describe('bidirectionalLstm', () => {
  it('reads with one cell forward and with another backward', () => {
    tf.tidy(() => {
      const both = bidirectionalLstm({ inputs: 2, units: 3 });
      expect(Object.keys(both.specs).sort()).toEqual([
        'backward/bias',
        'backward/kernel',
        'forward/bias',
        'forward/kernel',
      ]);
      const [params, x] = [noisy(both.specs), sample('x', [4, 2], 2)];
      const { forward, backward } = both.run(params, x);
      const of = (side: string): ParamTree => ({
        kernel: leaf(params, `${side}/kernel`),
        bias: leaf(params, `${side}/bias`),
      });
      expectTreesClose(forward, stepped(of('forward'), x, [0, 1, 2, 3], cell.start([2, 1])));
      expectTreesClose(backward, stepped(of('backward'), x, [3, 2, 1, 0], cell.start([2, 1])));
    });
  });
});
