import '@tensorflow/tfjs-backend-cpu';
import { leaf, seed, useBackend } from '@innerloop/core';
import type { ParamTree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkGradients, compareWithDifferences, LawError } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

const at = (): ParamTree => ({ a: seed(1).draw('normal', [3]), b: seed(2).draw('normal', [2, 3]) });
const f = (params: ParamTree): tf.Tensor => tf.sin(tf.mul(leaf(params, 'a'), leaf(params, 'b')));

/** `sin(a b)` whose derivative is that of another function. */
const wrong = (params: ParamTree): tf.Tensor =>
  tf.add(
    f(params),
    tf.customGrad((x) => ({ value: tf.mul(x as tf.Tensor, 2), gradFunc: (dy) => tf.mul(dy, 2.1) }))(leaf(params, 'a')),
  );

const messageOf = (check: () => unknown): string => {
  try {
    check();
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(LawError);
    return (error as Error).message;
  }
};

describe('checkGradients', () => {
  it('agrees with right gradients to the third order, within a tenth of its tolerance', () => {
    for (const order of [1, 2, 3]) expect(checkGradients(f, at(), { order }).worst).toBeLessThan(1e-3);
  });

  it('names the leaf whose gradient is wrong, with both numbers, and not the other', () => {
    const message = messageOf(() => checkGradients(wrong, at()));
    expect(message).toMatch(/\n {2}a: gradient -?\d.*, finite differences -?\d/);
    expect(message).not.toMatch(/\n {2}b: /);
  });

  it('tries each leaf and the directions asked for through all', () => {
    const { directions } = checkGradients(f, at(), { directions: 3 });
    expect(directions.map(({ leaves }) => leaves)).toEqual(['all leaves', 'all leaves', 'all leaves', 'a', 'b']);
  });

  it('does not take rounding for a gradient where there is none', () => {
    expect(checkGradients((params) => tf.add(tf.mul(leaf(params, 'a'), 0), 1e4), { a: tf.ones([2]) }).worst).toBe(0);
  });

  it('does not accept a gradient of zero where the function changes', () => {
    const zeros = { a: tf.zeros([3]), b: tf.zeros([2, 3]) };
    expect(messageOf(() => compareWithDifferences(f, zeros, at()))).toContain('gradient 0');
  });

  it('does not accept what is not a number', () => {
    expect(messageOf(() => compareWithDifferences(f, { a: tf.fill([3], NaN) }, at()))).toContain('gradient NaN');
  });

  it('leaves no tensor behind', () => {
    const params = at();
    const before = tf.memory().numTensors;
    checkGradients(f, params, { order: 2 });
    expect(tf.memory().numTensors).toBe(before);
  });
});
