import '@tensorflow/tfjs-backend-cpu';
import { leaf, useBackend } from '@innerloop/core';
import type { ParamTree } from '@innerloop/core';
import { checkGradients, expectTreesClose, expectTreesEqual } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { metaCurvature, metaSgd, sgd } from '../../src/index.js';
import { drawn, once, specsOf } from '../support/once.js';
import { byStart, learnerOf, outcomeOf, overTasks } from '../support/tasks.js';

beforeAll(() => useBackend('cpu'));

const filters = specsOf({ kernel: [2, 2, 3, 4], bias: [4] });
const matrices = (): ParamTree =>
  drawn(
    specsOf({ 'kernel/inputs': [3, 3], 'kernel/outputs': [4, 4], 'kernel/field': [4, 4], 'bias/factor': [4] }),
    'curvature',
  );

/** Entries of a tensor as nested numbers would be indexed. */
const reader = (tensor: tf.Tensor): ((...at: readonly number[]) => number) => {
  const values = tensor.dataSync();
  const strides = tf.util.computeStrides(tensor.shape);
  return (...at) => values[at.reduce((sum, i, axis) => sum + i * (strides[axis] ?? 1), 0)] ?? NaN;
};

/** `Σ_{p,i,o} M_f[q,p] M_i[j,i] M_o[r,o] G[t,p,i,o]`, summed as it is written. */
function kronecker(gradient: tf.Tensor, curvature: ParamTree): tf.Tensor {
  const [tasks, field, inputs, outputs] = [gradient.shape[0], 4, 3, 4];
  const g = reader(tf.reshape(gradient, [tasks, field, inputs, outputs]));
  const [mf, mi, mo] = ['field', 'inputs', 'outputs'].map((name) => reader(leaf(curvature, `kernel/${name}`)));
  const values = tf.buffer([tasks, field, inputs, outputs]);
  const places = (sizes: readonly number[]): number[][] =>
    sizes.reduce<number[][]>(
      (all, size) => all.flatMap((at) => Array.from({ length: size }, (_, i) => [...at, i])),
      [[]],
    );
  for (const [t = 0, q = 0, j = 0, r = 0] of places([tasks, field, inputs, outputs])) {
    const terms = places([field, inputs, outputs]).map(
      ([p = 0, i = 0, o = 0]) => (mf?.(q, p) ?? NaN) * (mi?.(j, i) ?? NaN) * (mo?.(r, o) ?? NaN) * g(t, p, i, o),
    );
    values.set(
      terms.reduce((sum, term) => sum + term),
      t,
      q,
      j,
      r,
    );
  }
  return tf.reshape(values.toTensor(), gradient.shape);
}

describe('metaCurvature', () => {
  it('equals sgd at the identity, in what it adapts to and in the gradient by the start', () => {
    overTasks(({ episode, rate, steps }) => {
      const curved = outcomeOf(learnerOf(metaCurvature(rate), steps), episode);
      const plain = outcomeOf(learnerOf(sgd(rate), steps), episode);
      expectTreesClose(curved.adapted, plain.adapted, { tolerance: 1e-6 });
      expectTreesClose(byStart(curved), byStart(plain));
    });
  });

  it('starts as sgd on filters', () => {
    tf.tidy(() => {
      const step = { specs: filters, params: drawn(filters, 'params', 2), grads: drawn(filters, 'grads', 2) };
      expectTreesEqual(once(metaCurvature(0.1), step), once(sgd(0.1), step));
    });
  });

  it('multiplies the gradient of filters by a Kronecker product, that of each task by itself', () => {
    tf.tidy(() => {
      const grads = drawn(filters, 'grads', 3);
      const params = { kernel: tf.zeros([3, 2, 2, 3, 4]), bias: tf.zeros([3, 4]) };
      const own = matrices();
      const expected = {
        kernel: tf.mul(-0.5, kronecker(leaf(grads, 'kernel'), own)),
        bias: tf.mul(-0.5, tf.mul(leaf(grads, 'bias'), leaf(own, 'bias/factor'))),
      };
      expectTreesClose(once(metaCurvature(0.5), { specs: filters, params, grads, own }), expected);
    });
  });

  it('equals metaSgd with rates that are products of inputs and outputs where its matrices are diagonal', () => {
    const size = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(size, size, size, (tasks, inputs, outputs) =>
        tf.tidy(() => {
          const specs = specsOf({ kernel: [inputs, outputs] });
          const step = { specs, params: drawn(specs, 'params', tasks), grads: drawn(specs, 'grads', tasks) };
          const scales = drawn(specsOf({ inputs: [inputs], outputs: [outputs] }), 'scales');
          const diagonal = (name: string, length: number): tf.Tensor => tf.mul(tf.eye(length), leaf(scales, name));
          const own = { 'kernel/inputs': diagonal('inputs', inputs), 'kernel/outputs': diagonal('outputs', outputs) };
          const rates = tf.matMul(
            tf.reshape(leaf(scales, 'inputs'), [inputs, 1]),
            tf.reshape(leaf(scales, 'outputs'), [1, outputs]),
          );
          const curved = once(metaCurvature(0.1), { ...step, own });
          expectTreesClose(curved, once(metaSgd(), { ...step, own: { kernel: tf.mul(0.1, rates) } }), {
            absolute: 1e-6,
          });
        }),
      ),
      { numRuns: 20 },
    );
  });

  it('has matrices of each task where they are per task', () => {
    tf.tidy(() => {
      const step = { specs: filters, params: drawn(filters, 'params', 2), grads: drawn(filters, 'grads', 2) };
      const shared = matrices();
      const own = Object.fromEntries(
        Object.entries(shared).map(([name, tensor]) => [name, tf.stack([tensor, tf.mul(tensor, 2)])]),
      );
      const [both, first] = [
        once(metaCurvature(0.1), { ...step, own }),
        once(metaCurvature(0.1), { ...step, own: shared }),
      ];
      const of = (tree: ParamTree, task: number): tf.Tensor =>
        tf.slice(leaf(tree, 'kernel'), [task, 0, 0, 0, 0], [1, 2, 2, 3, 4]);
      const start = of(step.params, 1);
      expectTreesClose(of(both, 0), of(first, 0));
      expectTreesClose(tf.sub(of(both, 1), start), tf.mul(8, tf.sub(of(first, 1), start)), { tolerance: 1e-4 });
    });
  });

  it('is differentiated by the matrices of filters as finite differences say', () => {
    tf.tidy(() => {
      const [params, grads] = [drawn(filters, 'params', 2), drawn(filters, 'grads', 2)];
      const f = (own: ParamTree): tf.Tensor =>
        tf.square(leaf(once(metaCurvature(0.1), { specs: filters, params, grads, own }), 'kernel'));
      checkGradients(f, matrices());
      checkGradients(f, matrices(), { order: 2 });
    });
  });

  it('learns matrices of the axes of kernels, and factors of all else', () => {
    const found = metaCurvature(0.1).specs(specsOf({ conv: [3, 3, 2, 8], dense: [5, 4], bias: [4], scale: [] }));
    expect(Object.fromEntries(Object.entries(found).map(([name, { shape }]) => [name, shape]))).toEqual({
      'conv/inputs': [2, 2],
      'conv/outputs': [8, 8],
      'conv/field': [9, 9],
      'dense/inputs': [5, 5],
      'dense/outputs': [4, 4],
      'bias/factor': [4],
      'scale/factor': [],
    });
  });
});
