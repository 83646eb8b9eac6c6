import { CompileError } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import { maml } from '@innerloop/outer';
import { sgd } from '@innerloop/inner';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { UnknownKernelError } from '../../src/record/errors.js';
import { record } from '../../src/record/record.js';
import type { Recordable } from '../../src/record/record.js';
import { onCpu } from './support/cpu.js';

onCpu();

const signature = [{ name: 'x', shape: [2, 3], dtype: 'float32' as const }];

function errorOf(f: (x: Tensor) => unknown): Error {
  try {
    record(((tensors) => f(tensors[0]!)) as Recordable, signature);
  } catch (error) {
    return error as Error;
  }
  return expect.fail('recorded');
}

/** The line of this file on which it is called. */
function here(): number {
  const frame = new Error().stack!.split('\n').find((line, at) => at >= 2 && line.includes('errors.test'));
  return Number(/:(\d+):\d+\)?$/.exec(frame!)![1]);
}

describe('reading a value', () => {
  const reads: readonly [string, (x: Tensor) => unknown][] = [
    ['dataSync', (x) => x.dataSync()],
    ['arraySync', (x) => x.arraySync()],
    ['data', (x) => x.data()],
    ['array', (x) => x.array()],
    ['bufferSync', (x) => x.bufferSync()],
    ['print', (x) => x.print()],
    ['whereAsync', (x) => tf.whereAsync(tf.greater(x, 0))],
    ['booleanMaskAsync', (x) => tf.booleanMaskAsync(x, tf.tensor1d([1, 0], 'bool'))],
  ];
  it.each(reads)('%s: is told with its name, its line and what to do', (name, read) => {
    const error = errorOf((x) => {
      read(x);
      return [x];
    });
    expect(error).toBeInstanceOf(CompileError);
    expect(error).not.toBeInstanceOf(UnknownKernelError);
    expect(error.message).toContain(` ${name}()`);
    expect(error.message).toContain('errors.test.ts:');
    expect(error.message).toMatch(/return the tensor and read it outside/);
  });
  it('names the very line', () => {
    let line = 0;
    const error = errorOf((x) => {
      line = here() + 1;
      tf.square(x).dataSync();
      return [x];
    });
    expect(error.message).toContain(`dataSync() at `);
    expect(error.message).toContain(`errors.test.ts:${line} `);
  });
  it('is told though the function catches it', () => {
    const error = errorOf((x) => {
      try {
        x.dataSync();
      } catch {
        return [tf.square(x)];
      }
      return [x];
    });
    expect(error.message).toContain('dataSync()');
  });
  it('is told of an asynchronous function, which never goes on', async () => {
    let wentOn = false;
    const error = errorOf(async (x) => {
      await x.data();
      wentOn = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(error.message).toContain('data()');
    expect(wentOn).toBe(false);
    expect(errorOf(() => Promise.resolve([])).message).toContain('promise');
    expect(errorOf((x) => [Promise.resolve(x)]).message).toContain('promise');
  });
  it('of a learner of ours names the line of whoever gave it', () => {
    let line = 0;
    const learner = maml({
      model: {
        specs: { w: { shape: [], initialize: () => tf.scalar(1) } },
        apply: (params, x) => {
          line = here() + 1;
          params['w']!.dataSync();
          return x;
        },
      },
      rule: sgd(0.1),
      loss: (predictions) => tf.mean(predictions, [1, 2]),
      steps: 1,
    });
    const error = errorOf((x) => {
      const batch = { x: tf.reshape(x, [1, 2, 3]), y: tf.reshape(x, [1, 2, 3]) };
      const context = {
        mode: 'train' as const,
        order: 'exact' as const,
        key: { fold: () => context.key, from: () => context.key, draw: () => x },
      };
      return [learner.adapt({ 'model/w': tf.scalar(1) }, batch, context).params['model/w']];
    });
    expect(error.message).toContain(`errors.test.ts:${line} `);
  });
});

describe('hidden state', () => {
  it('a captured variable', () => {
    const v = tf.variable(tf.scalar(1), true, 'captured-v');
    const error = errorOf((x) => [tf.mul(x, v)]);
    expect(error).toBeInstanceOf(CompileError);
    expect(error.message).toMatch(/variable 'captured-v' at .*errors\.test\.ts:\d+ /);
    v.dispose();
  });
  it('the value of a captured variable, which can be read outside', () => {
    const v = tf.variable(tf.scalar(2), true, 'read-v');
    for (const read of [() => v.dataSync(), () => v.arraySync(), () => void v.data()]) {
      const error = errorOf((x) => {
        read();
        return [x];
      });
      expect(error).toBeInstanceOf(CompileError);
      expect(error.message).toMatch(/reads the variable 'read-v' at .*errors\.test\.ts:\d+ /);
    }
    expect(v.dataSync()[0]).toBe(2);
    v.dispose();
  });
  it('assigning a variable leaves its value', () => {
    const v = tf.variable(tf.ones([2, 3]));
    const error = errorOf((x) => {
      v.assign(x);
      return [x];
    });
    expect(error.message).toMatch(/assigns the variable .*errors\.test\.ts:\d+ /);
    expect(Array.from(v.dataSync())).toEqual([1, 1, 1, 1, 1, 1]);
    v.assign(tf.zeros([2, 3]));
    expect(v.dataSync()[0]).toBe(0);
    v.dispose();
  });
  it('making a variable', () => {
    const { numTensors } = tf.memory();
    const known = Object.keys(tf.engine().state.registeredVariables);
    const error = errorOf((x) => [tf.variable(x)]);
    expect(error.message).toMatch(/makes a variable at .*errors\.test\.ts:\d+ /);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(Object.keys(tf.engine().state.registeredVariables)).toEqual(known);
  });
  it('a counter, with the line and both values', () => {
    let count = 0;
    let line = 0;
    const error = errorOf((x) => {
      line = here() + 1;
      const y = tf.mul(x, ++count);
      return [y];
    });
    expect(error.message).toContain('it makes the constant 1 the first time and makes the constant 2 the second');
    expect(error.message).toContain(`errors.test.ts:${line} `);
  });
  it('random numbers, whatever their size', () => {
    for (const size of [1, 8, 5000]) {
      const error = errorOf((x) => [tf.add(tf.sum(x), tf.randomUniform([size]))]);
      expect(error.message).toMatch(/at .*errors\.test\.ts:\d+ it makes the constant/);
      expect(error.message).toContain('a draw of the key');
    }
  });
  it('another path each time, with both kernels', () => {
    let odd = false;
    const error = errorOf((x) => {
      odd = !odd;
      return [odd ? tf.exp(x) : tf.neg(x)];
    });
    expect(error.message).toContain("it runs 'Exp' to [2, 3] the first time and runs 'Neg' to [2, 3] the second");
    let calls = 0;
    expect(errorOf((x) => (++calls % 2 === 1 ? [x] : [tf.abs(x)])).message).toContain(
      "it returns input of shape [2, 3] the first time and runs 'Abs'",
    );
  });
  it('other outputs of the same computation', () => {
    let odd = false;
    const error = errorOf((x) => {
      odd = !odd;
      const [a, b] = [tf.exp(x), tf.neg(x)];
      return odd ? [a] : [b];
    });
    expect(error.message).toContain(
      'returns exp of shape [2, 3] the first time and returns neg of shape [2, 3] the second',
    );
  });
});

describe('a kernel that is not known', () => {
  it('is told with its name and line', () => {
    let line = 0;
    const error = errorOf((x) => {
      line = here() + 1;
      const y = tf.topk(x, 1);
      return [y.values];
    });
    expect(error).toBeInstanceOf(UnknownKernelError);
    expect(error).toBeInstanceOf(CompileError);
    expect(error).toMatchObject({ kernel: 'TopK', line: expect.stringContaining(`errors.test.ts:${line}`) as string });
    expect(error.message).toContain('eagerly');
  });
  it('though no engine has it', () => {
    const error = errorOf((x) => [tf.engine().runKernel('NoSuchKernel', { x }, {})]);
    expect(error).toBeInstanceOf(UnknownKernelError);
    expect(error).toMatchObject({ kernel: 'NoSuchKernel', line: expect.stringContaining('errors.test.ts') as string });
  });
  it('nor a known one in an unknown form, nor texts and complex numbers', () => {
    const unknown: readonly ((x: Tensor) => unknown)[] = [
      (x) => [tf.neg(tf.greater(x, 0))],
      () => [tf.tensor(['a', 'b'])],
      (x) => [tf.complex(x, x)],
      () => [tf.einsum('ii->i', tf.ones([2, 2]))],
    ];
    for (const f of unknown) expect(errorOf(f)).toBeInstanceOf(UnknownKernelError);
  });
  it('a disposed tensor is told as such', () => {
    const gone = tf.scalar(1);
    const read = gone.dataId;
    gone.dispose();
    const error = errorOf((x) => [
      tf.engine().runKernel('Add', { a: x, b: { dataId: read, shape: [], dtype: 'float32' } as never }, {}),
    ]);
    expect(error.message).toContain('disposed of');
  });
  it('errors of the function itself pass as they are', () => {
    const own = new TypeError('mine');
    expect(
      errorOf(() => {
        throw own;
      }),
    ).toBe(own);
    expect(errorOf((x) => [tf.matMul(x as never, x as never)]).message).toMatch(/matMul/i);
  });
});
