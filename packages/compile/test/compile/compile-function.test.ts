import { CompileError, differentiate, leaf, leavesOf, seed, tidy, useBackend } from '@innerloop/core';
import type { Tensor, Tree } from '@innerloop/core';
import { expectTreesClose } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileFunction } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

type Pair = { readonly a: Tensor; readonly b: Tensor };
const numbers = (tree: Tree): number[][] => leavesOf(tree).map((tensor) => Array.from(tensor.dataSync()));

describe('compileFunction', () => {
  it('gives what the function gives, in its own form, as new tensors and no more', () => {
    const f = ({ a, b }: Pair) => ({ sum: tf.add(a, b), list: [tf.mul(a, 2), b], larger: tf.greater(a, b) });
    const fast = compileFunction(f);
    tf.tidy(() => {
      const args = { a: tf.tensor([1, 2, 3]), b: tf.tensor([[3], [2]]) };
      const before = tf.memory().numTensors;
      const [found, expected] = [fast(args), f(args)];
      // `b` of the function's own value is the argument: only the compiled one is new.
      expect(tf.memory().numTensors - before).toBe(4 + 3);
      expect(Object.keys(found)).toEqual(['sum', 'list', 'larger']);
      expect(numbers(found)).toEqual(numbers(expected));
      expect(found.larger.dtype).toBe('bool');
      expect(found.list[1]).not.toBe(args.b);
    });
    fast.dispose();
  });

  it('compiles once for each signature: names, shapes, types and what is fixed', () => {
    let recorded = 0;
    const fast = compileFunction(({ x }: { readonly x: Tensor }, _key, power: number) => {
      recorded += 1;
      let value = x;
      for (let i = 1; i < power; i++) value = tf.mul(value, x);
      return value;
    });
    const call = (x: Tensor, fixed: number): number[] => {
      const value = fast({ x }, { fixed });
      const found = Array.from(value.dataSync());
      tf.dispose([value, x]);
      return found;
    };
    expect(call(tf.tensor([1, 2]), 2)).toEqual([1, 4]);
    const once = recorded;
    expect(call(tf.tensor([3, 4]), 2)).toEqual([9, 16]);
    expect(recorded).toBe(once);
    expect(call(tf.tensor([3, 4]), 3)).toEqual([27, 64]);
    expect(call(tf.tensor([2]), 3)).toEqual([8]);
    expect(call(tf.tensor([2], [1], 'int32'), 3)).toEqual([8]);
    expect(recorded).toBe(4 * once);
    fast.dispose();
  });

  it('forgets the signature that was not used for longest', () => {
    let recorded = 0;
    const fast = compileFunction(
      (x: Tensor) => {
        recorded += 1;
        return tf.add(x, 1);
      },
      { signatures: 2 },
    );
    const call = (size: number): void => {
      const x = tf.zeros([size]);
      tf.dispose([fast(x), x]);
    };
    [1, 2, 1, 3].forEach(call);
    const before = recorded;
    [1, 3].forEach(call);
    expect(recorded).toBe(before);
    call(2);
    expect(recorded).toBeGreaterThan(before);
  });

  it('draws from the key of the call, and asks for one', () => {
    const f = (x: Tensor, key: Parameters<Parameters<typeof compileFunction>[0]>[1]) =>
      tf.add(x, key.fold('noise').from(2).draw('normal', [3], 2));
    const fast = compileFunction(f);
    tf.tidy(() => {
      const x = tf.zeros([2, 3]);
      for (const key of [seed(1), seed(2)]) expectTreesClose(fast(x, { key }), f(x, key), { tolerance: 1e-7 });
      expect(() => fast(x)).toThrow('no key was given');
    });
  });

  it('runs eagerly while gradients are recorded, so that they flow', () => {
    const fast = compileFunction((x: Tensor) => tf.square(x));
    tf.tidy(() => {
      const context = { key: seed(1), mode: 'train', order: 'exact' } as const;
      const { grads } = differentiate(({ x }) => fast(x as Tensor), { x: tf.tensor([3]) }, context);
      expect(Array.from(leaf(grads, 'x').dataSync())).toEqual([6]);
    });
  });

  it('compiles gradients that the function takes itself', () => {
    const f = (x: Tensor): Tensor => {
      const context = { key: seed(1), mode: 'train', order: 'exact' } as const;
      const { grads } = differentiate(({ at }) => tf.sum(tf.tanh(at as Tensor)), { at: x }, context);
      return leaf(grads, 'at');
    };
    tf.tidy(() => {
      const x = tf.tensor([-1, 0.5, 2]);
      expectTreesClose(compileFunction(f)(x), f(x), { tolerance: 1e-6 });
    });
  });

  it('falls back where it meets a kernel that it does not know, says so once, and goes on', () => {
    const told: string[] = [];
    const fast = compileFunction((x: Tensor) => tf.reverse(tf.topk(x, 2).values), {
      onFallback: (reason) => told.push(reason),
    });
    tf.tidy(() => {
      for (const x of [tf.tensor([3, 1, 2]), tf.tensor([1, 5, 6]), tf.tensor([1, 5, 6, 7])])
        expect(fast(x).shape).toEqual([2]);
      expect(Array.from(fast(tf.tensor([3, 1, 2])).dataSync())).toEqual([2, 3]);
    });
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told).size).toBe(told.length);
    expect(told[0]).toContain("'TopK'");
  });

  it('refuses what is not pure, and leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    let count = 0;
    const impure = {
      reads: (x: Tensor) => tf.mul(x, x.dataSync()[0] as number),
      changes: (x: Tensor) => tf.add(x, (count += 1)),
      numbers: (x: Tensor) => ({ x: tf.neg(x), size: 3 }) as unknown as { x: Tensor },
      promises: (x: Tensor) => Promise.resolve(x) as unknown as Tensor,
    };
    const x = tf.tensor([1, 2]);
    for (const f of Object.values(impure)) expect(() => compileFunction<Tensor, Tree>(f)(x)).toThrow(CompileError);
    expect(() => compileFunction<Tensor, Tree>(impure.reads)(x)).toThrow(/compile-function\.test\.ts:\d+/);
    x.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes NaN, infinity, truth values, whole numbers and nothing at all', () => {
    const f = ({ x, n, t, none }: Readonly<Record<'x' | 'n' | 't' | 'none', Tensor>>) => ({
      x: tf.mul(x, 2),
      n: tf.add(n, tf.scalar(1, 'int32')),
      t: tf.logicalNot(t),
      none: tf.add(none, 1),
    });
    const fast = compileFunction(f);
    tidy(() => {
      const args = {
        x: tf.tensor([NaN, Infinity, -Infinity, -0]),
        n: tf.tensor([-5, 16777217], [2], 'int32'),
        t: tf.tensor([true, false], [2], 'bool'),
        none: tf.zeros([0, 3]),
      };
      const found = fast(args);
      expect(numbers(found)).toEqual(numbers(f(args)));
      expect(leavesOf(found).map(({ dtype }) => dtype)).toEqual(['float32', 'int32', 'bool', 'float32']);
      return found;
    });
  });
});
