import { dotPerTask, leaf, seed, sliceTasks, useBackend } from '@innerloop/core';
import type { ParamTree, Tensor } from '@innerloop/core';
import { expectTreesClose } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { conjugateGradient as solver } from '../../src/solvers/conjugate-gradient.js';
import { plusScaled } from '../../src/solvers/linear-operator.js';
import type { LinearOperator } from '../../src/solvers/linear-operator.js';
import { neumann as series } from '../../src/solvers/neumann.js';

const conjugateGradient = (iterations: number) => (operator: LinearOperator, b: ParamTree) =>
  solver(iterations)(operator, b).solution;
const neumann = (iterations: number, rate: number) => (operator: LinearOperator, b: ParamTree) =>
  series(iterations, rate)(operator, b).solution;

beforeAll(async () => {
  await useBackend('cpu');
});

interface System {
  readonly operator: LinearOperator;
  readonly solution: ParamTree;
  readonly b: ParamTree;
}

/** A positive definite system a task, of two leaves with three unknowns in all; its matrices are `M Mᵀ + 1`. */
function systemOf(tasks: number, at = 0): System {
  const key = seed(at);
  const root = key.fold('root').draw('normal', [3, 3], tasks);
  const matrices = tf.add(tf.matMul(root, root, false, true), tf.expandDims(tf.eye(3), 0));
  const operator = ofMatrices(matrices);
  const solution = {
    a: key.fold('a').draw('normal', [2], tasks),
    b: key.fold('b').draw('normal', [1], tasks),
  };
  return { operator, solution, b: operator(solution) };
}

function ofMatrices(matrices: Tensor): LinearOperator {
  return ({ a, b }) => {
    const vector = tf.expandDims(tf.concat([a as Tensor, b as Tensor], 1), 2);
    const image = tf.squeeze(tf.matMul(matrices, vector), [2]);
    const [first, second] = tf.split(image, [2, 1], 1) as [Tensor, Tensor];
    return { a: first, b: second };
  };
}

/** `‖x − x*‖²` in the norm of the matrix, one a task. */
function errorOf({ operator, solution }: System, x: ParamTree): number[] {
  const away = plusScaled(x, -1, solution);
  return [...dotPerTask(away, operator(away)).dataSync()];
}

describe('conjugateGradient', () => {
  it('solves a system a task exactly in as many iterations as it has unknowns [row 18]', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.nat(99), (tasks, at) =>
        tf.tidy(() => {
          const { operator, solution, b } = systemOf(tasks, at);
          expectTreesClose(conjugateGradient(3)(operator, b), solution, { tolerance: 5e-3, absolute: 5e-3 });
          expectTreesClose(operator(conjugateGradient(3)(operator, b)), b, { tolerance: 1e-3, absolute: 1e-3 });
        }),
      ),
      { numRuns: 20 },
    );
  });

  it('comes nearer with every iteration, in the norm of the matrix [row 18]', () => {
    fc.assert(
      fc.property(fc.nat(99), (at) =>
        tf.tidy(() => {
          const system = systemOf(3, at);
          const errors = [0, 1, 2, 3].map((count) =>
            errorOf(system, conjugateGradient(count)(system.operator, system.b)),
          );
          errors
            .slice(1)
            .forEach((tasks, i) =>
              tasks.forEach((error, task) => expect(error).toBeLessThan((errors[i]?.[task] ?? 0) * 0.999 + 1e-5)),
            );
        }),
      ),
      { numRuns: 20 },
    );
  });

  it('solves each task as if it were alone', () => {
    tf.tidy(() => {
      const key = seed(7);
      const roots = key.draw('normal', [3, 3], 3);
      const matrices = tf.add(tf.matMul(roots, roots, false, true), tf.expandDims(tf.eye(3), 0));
      const b = { a: key.fold('a').draw('normal', [2], 3), b: key.fold('b').draw('normal', [1], 3) };
      const together = conjugateGradient(2)(ofMatrices(matrices), b);
      for (let task = 0; task < 3; task++) {
        const alone = conjugateGradient(2)(ofMatrices(sliceTasks(matrices, task, 1)), sliceTasks(b, task, 1));
        expectTreesClose(sliceTasks(together, task, 1), alone, { tolerance: 1e-5 });
      }
    });
  });

  it('stays finite where nothing is left to do, and stops before a direction that does not curve up', () => {
    tf.tidy(() => {
      const { operator, b } = systemOf(2);
      const zero = { a: tf.zeros([2, 2]), b: tf.zeros([2, 1]) };
      expectTreesClose(conjugateGradient(3)(operator, zero), zero);
      expect(leaf(conjugateGradient(12)(operator, b), 'a').dataSync().every(Number.isFinite)).toBe(true);
      expectTreesClose(
        conjugateGradient(3)((v) => plusScaled(v, -2, v), b),
        { a: tf.zeros([2, 2]), b: tf.zeros([2, 1]) },
      );
    });
  });
});

describe('negative curvature', () => {
  it('is told of the tasks whose matrix has it, and of no other, by either solver', () => {
    tf.tidy(() => {
      const b = { a: tf.ones([3, 2]), b: tf.ones([3, 1]) };
      const matrices = tf.stack(
        [[1, 2, 3], [1, 2, -4], [0, 2, 3]].map((entries) => tf.diag(tf.tensor1d(entries))), // prettier-ignore
      );
      const negative = [solver(3), series(3, 0.1)].map((solve) => [
        ...solve(ofMatrices(matrices), b).negative.dataSync(),
      ]);
      expect(negative).toEqual([
        [0, 1, 0],
        [0, 1, 0],
      ]);
    });
  });

  it('is not told of definite systems that are solved long after they are, where all is rounding', () => {
    tf.tidy(() => {
      const { operator, b } = systemOf(4, 5);
      expect(Math.max(...solver(30)(operator, b).negative.dataSync())).toBe(0);
    });
  });
});

describe('neumann', () => {
  it('has the terms of the series', () => {
    tf.tidy(() => {
      const { operator, b } = systemOf(2);
      const rate = 0.05;
      let power = b;
      let sum = plusScaled(b, -1, b);
      for (let k = 0; k < 4; k++) {
        expectTreesClose(neumann(k, rate)(operator, b), sum, { tolerance: 1e-4, absolute: 1e-6 });
        sum = plusScaled(sum, rate, power);
        power = plusScaled(power, -rate, operator(power));
      }
    });
  });

  it('converges to the solution where the rate is small enough', () => {
    tf.tidy(() => {
      const { operator, solution, b } = systemOf(2, 3);
      expectTreesClose(neumann(400, 0.05)(operator, b), solution, { tolerance: 5e-3, absolute: 5e-3 });
    });
  });
});
