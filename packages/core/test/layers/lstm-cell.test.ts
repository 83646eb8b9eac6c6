import '@tensorflow/tfjs-backend-cpu';
import { modelLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialize, InvalidOptionError, lstmCell, uniform, useBackend } from '../../src/index.js';
import type { LstmCell, LstmState, Model } from '../../src/index.js';
import { contextOf, key, numbers } from '../support/examples.js';

beforeAll(async () => {
  await useBackend('cpu');
});

/** What comes out after the same input three times: a model, for its laws. */
const thrice = (cell: LstmCell): Model => ({
  specs: cell.specs,
  apply: (params, x, context) => {
    const leading = x.shape.slice(0, -1);
    const states = [0, 1, 2].reduce<LstmState>((state) => cell.step(params, x, state, context), cell.start(leading));
    return tf.concat([states.hidden, states.cell], x.rank - 1);
  },
});

modelLaws('lstmCell', { model: thrice(lstmCell({ inputs: 2, units: 3 })), x: [2] });
modelLaws('lstmCell over sequences', { model: thrice(lstmCell({ inputs: 1, units: 2 })), x: [4, 1] });

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

describe('lstmCell', () => {
  it('is σ(o) tanh(σ(f) c + σ(i) tanh(g)), by hand for one unit in two steps', () => {
    tf.tidy(() => {
      const cell = lstmCell({ inputs: 1, units: 1 });
      const kernel = [
        [0.5, -0.3, 0.8, 0.2],
        [-0.4, 0.6, 0.1, 0.9],
      ] as const;
      const bias = [0.1, 0.2, -0.3, 0.4] as const;
      const params = { kernel: tf.tensor2d(kernel.map((row) => [...row])), bias: tf.tensor1d([...bias]) };
      const inputs = [0.7, -1.2];
      let state = cell.start([1, 1]);
      let [hidden, memory] = [0, 0];
      for (const x of inputs) {
        const sum = (gate: 0 | 1 | 2 | 3): number => x * kernel[0][gate] + hidden * kernel[1][gate] + bias[gate];
        memory = sigmoid(sum(1)) * memory + sigmoid(sum(0)) * Math.tanh(sum(2));
        hidden = sigmoid(sum(3)) * Math.tanh(memory);
        state = cell.step(params, tf.tensor3d([[[x]]]), state, contextOf());
        expect(numbers(state.cell)[0]).toBeCloseTo(memory, 6);
        expect(numbers(state.hidden)[0]).toBeCloseTo(hidden, 6);
      }
    });
  });

  it('begins with a forget gate that keeps, and other biases of zero', () => {
    tf.tidy(() => {
      const { bias } = initialize(lstmCell({ inputs: 3, units: 2 }).specs, key);
      expect(numbers(bias as tf.Tensor)).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
    });
  });

  it('takes the first values that it is told', () => {
    tf.tidy(() => {
      const small = uniform(-0.01, 0.01);
      const first = initialize(lstmCell({ inputs: 3, units: 2, initializer: small, bias: small }).specs, key);
      const all = Object.values(first).flatMap(numbers);
      expect(all).toHaveLength(5 * 8 + 8);
      expect(Math.max(...all.map(Math.abs))).toBeLessThan(0.01);
      expect(new Set(all).size).toBeGreaterThan(40);
    });
  });

  it.each([
    { inputs: 0, units: 2 },
    { inputs: 1, units: 1.5 },
  ])('refuses sizes that are no positive integers: %o', (options) => {
    expect(() => lstmCell(options)).toThrow(InvalidOptionError);
  });
});
