import '@tensorflow/tfjs-backend-cpu';
import {
  differentiate,
  InvalidOptionError,
  leaf,
  mapParams,
  seed,
  sliceTasks,
  useBackend,
  zeros,
} from '@innerloop/core';
import type { Context, ParamSpecs, ParamTree, UpdateRule } from '@innerloop/core';
import { checkGradients, expectTreesClose, expectTreesEqual, relativeError, updateRuleLaws } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { sgd, svgd } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

updateRuleLaws('svgd of leaves without particles', svgd({ learningRate: 0.1 }));

const context: Context = { key: seed(1), mode: 'train', order: 'exact' };

const specsOf = (particles: number): ParamSpecs => ({
  kernel: { shape: [particles, 2, 3], initialize: zeros, particles },
  bias: { shape: [particles], initialize: zeros, particles },
});

/** Particles of T tasks, or shared, far enough from one another. */
const drawn = (specs: ParamSpecs, label: string, tasks?: number): ParamTree =>
  Object.fromEntries(
    Object.entries(specs).map(([name, { shape }]) => [
      name,
      seed(2).fold(label).fold(name).draw('normal', shape, tasks),
    ]),
  );

function moved(rule: UpdateRule, specs: ParamSpecs, params: ParamTree, grads: ParamTree): ParamTree {
  const start = { specs, rule: {}, params, context };
  return rule.update({ ...start, state: rule.start(start), grads, loss: tf.scalar(0) }).params;
}

const stepOf = (rule: UpdateRule, specs: ParamSpecs, params: ParamTree, grads: ParamTree): ParamTree =>
  mapParams(moved(rule, specs, params, grads), (tensor, name) => tf.sub(tensor, leaf(params, name)));

const permuted = (tree: ParamTree, order: readonly number[]): ParamTree =>
  mapParams(tree, (tensor) => tf.gather(tensor, tf.tensor1d([...order], 'int32')));

const nothing = (like: ParamTree): ParamTree => mapParams(like, (tensor) => tf.zerosLike(tensor));

describe('svgd on particles (0, 1, 3) of a standard normal target [§30b]', () => {
  const specs: ParamSpecs = { theta: { shape: [3], initialize: zeros, particles: 3 } };
  const wanted = [-0.523208, -0.649607, -0.942667];
  const golden = (rule: UpdateRule): number[] =>
    tf.tidy(() => {
      const theta = tf.tensor1d([0, 1, 3]);
      return [...leaf(stepOf(rule, specs, { theta }, { theta }), 'theta').dataSync()];
    });

  it('moves in the directions −0.523208, −0.649607, −0.942667', () => {
    golden(svgd({ learningRate: 1 })).forEach((value, i) => expect(value).toBeCloseTo(wanted[i] as number, 5));
  });

  it('has the bandwidth 3.640957, the median of the pairs over log 3', () => {
    golden(svgd({ learningRate: 1, bandwidth: 3.640957 })).forEach((value, i) =>
      expect(value).toBeCloseTo(wanted[i] as number, 5),
    );
    expect(golden(svgd({ learningRate: 1, bandwidth: 0.910239 }))[0]).not.toBeCloseTo(wanted[0] as number, 3);
  });
});

const counts = fc.integer({ min: 2, max: 5 });

describe('svgd [row 23]', () => {
  it('drives particles apart by steps whose sum is zero, and which are not', () => {
    fc.assert(
      fc.property(counts, (count) =>
        tf.tidy(() => {
          const specs = specsOf(count);
          const params = drawn(specs, 'params');
          const step = stepOf(svgd({ learningRate: 1 }), specs, params, nothing(params));
          expectTreesClose(
            mapParams(step, (tensor) => tf.sum(tensor, 0)),
            nothing(mapParams(step, (t) => tf.sum(t, 0))),
            { absolute: 1e-6 },
          );
          expect(Math.max(...leaf(step, 'kernel').dataSync())).toBeGreaterThan(0.01);
        }),
      ),
      { numRuns: 4 },
    );
  });

  it('is gradient descent with one particle', () => {
    tf.tidy(() => {
      const specs = specsOf(1);
      const [params, grads] = [drawn(specs, 'params', 3), drawn(specs, 'grads', 3)];
      expectTreesEqual(moved(svgd({ learningRate: 0.1 }), specs, params, grads), moved(sgd(0.1), specs, params, grads));
    });
  });

  it('moves permuted particles as it moves the particles', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }), (order) =>
        tf.tidy(() => {
          const specs = specsOf(4);
          const [params, grads] = [drawn(specs, 'params'), drawn(specs, 'grads')];
          const rule = svgd({ learningRate: 0.5 });
          expectTreesClose(
            moved(rule, specs, permuted(params, order), permuted(grads, order)),
            permuted(moved(rule, specs, params, grads), order),
          );
        }),
      ),
      { numRuns: 6 },
    );
  });

  it('does not mind where all particles are together', () => {
    tf.tidy(() => {
      const specs = specsOf(3);
      const [params, grads] = [drawn(specs, 'params'), drawn(specs, 'grads')];
      const away = mapParams(params, (tensor) => tf.add(tensor, 2));
      const rule = svgd({ learningRate: 0.5 });
      expectTreesClose(stepOf(rule, specs, away, grads), stepOf(rule, specs, params, grads), { tolerance: 1e-4 });
    });
  });

  it('keeps particles together that are in one place', () => {
    tf.tidy(() => {
      const specs = specsOf(3);
      const one = drawn(specs, 'params');
      const params = permuted(one, [1, 1, 1]);
      const grads = permuted(drawn(specs, 'grads'), [2, 2, 2]);
      expectTreesClose(moved(svgd({ learningRate: 0.5 }), specs, params, grads), moved(sgd(0.5), specs, params, grads));
    });
  });

  it('has the derivative of a fixed bandwidth where that is the median, and not that of its value', () => {
    tf.tidy(() => {
      const specs: ParamSpecs = { theta: { shape: [3], initialize: zeros, particles: 3 } };
      const gradient = (rule: UpdateRule): ParamTree => {
        const f = (at: ParamTree): tf.Tensor =>
          tf.mul(leaf(moved(rule, specs, at, at), 'theta'), tf.tensor1d([1, -2, 3]));
        return differentiate(f, { theta: tf.tensor1d([0, 1, 3]) }, context).grads;
      };
      const stopped = gradient(svgd({ learningRate: 1 }));
      expectTreesClose(stopped, gradient(svgd({ learningRate: 1, bandwidth: 3.640957 })));
      expect(relativeError(stopped, gradient(svgd({ learningRate: 1, bandwidth: 1 })))).toBeGreaterThan(0.1);
    });
  });

  it('is differentiable by particles and gradients otherwise, as finite differences say', () => {
    tf.tidy(() => {
      const specs = specsOf(3);
      const at = { ...drawn(specs, 'params', 2), grads: seed(3).draw('normal', [3], 2) };
      const rule = svgd({ learningRate: 0.5, bandwidth: 2 });
      const f = (tree: ParamTree): tf.Tensor => {
        const params = { kernel: leaf(tree, 'kernel'), bias: leaf(tree, 'bias') };
        const grads = { kernel: tf.square(leaf(tree, 'kernel')), bias: leaf(tree, 'grads') };
        const [kernel, bias] = Object.values(moved(rule, specs, params, grads));
        return tf.concat([tf.square(tf.reshape(kernel as tf.Tensor, [-1])), tf.reshape(bias as tf.Tensor, [-1])]);
      };
      for (const order of [1, 2]) checkGradients(f, at, { order });
    });
  });
});

describe('svgd', () => {
  it('has a kernel of each task by itself', () => {
    tf.tidy(() => {
      const specs = specsOf(3);
      const [params, grads] = [drawn(specs, 'params', 3), drawn(specs, 'grads', 3)];
      const rule = svgd({ learningRate: 0.5 });
      const all = moved(rule, specs, params, grads);
      for (const task of [0, 1, 2]) {
        const alone = moved(rule, specs, sliceTasks(params, task, 1), sliceTasks(grads, task, 1));
        expectTreesClose(sliceTasks(all, task, 1), alone);
      }
    });
  });

  it('settles on a standard normal distribution, where gradient descent falls to its mode', () => {
    const settle = (rule: UpdateRule): { mean: number; variance: number } =>
      tf.tidy(() => {
        const specs: ParamSpecs = { theta: { shape: [10], initialize: zeros, particles: 10 } };
        let params: ParamTree = { theta: tf.add(seed(4).draw('normal', [10]), 3) };
        for (let step = 0; step < 400; step++) params = moved(rule, specs, params, params);
        const { mean, variance } = tf.moments(leaf(params, 'theta'));
        return { mean: mean.dataSync()[0] as number, variance: variance.dataSync()[0] as number };
      });
    const { mean, variance } = settle(svgd({ learningRate: 0.3 }));
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(variance).toBeGreaterThan(0.6);
    expect(variance).toBeLessThan(1.3);
    expect(settle(sgd(0.3)).variance).toBeLessThan(1e-6);
  });

  it('refuses numbers out of range, and particles of two numbers', () => {
    expect(() => svgd({ learningRate: 0 })).toThrow('svgd: learningRate must be a positive finite number, got 0.');
    expect(() => svgd({ bandwidth: -1 })).toThrow('svgd: bandwidth must be a positive finite number, got -1.');
    tf.tidy(() => {
      const specs: ParamSpecs = {
        a: { shape: [2], initialize: zeros, particles: 2 },
        b: { shape: [3], initialize: zeros, particles: 3 },
      };
      const params = drawn(specs, 'params');
      const move = (): ParamTree => moved(svgd(), specs, params, params);
      expect(move).toThrow(InvalidOptionError);
      expect(move).toThrow('svgd: the leaves hold different numbers of particles, 2 and 3.');
    });
  });
});
