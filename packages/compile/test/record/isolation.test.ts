import { differentiate, seed, tidy } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { isRecording } from '../../src/record/on-trace-backend.js';
import { record } from '../../src/record/record.js';
import type { Recordable } from '../../src/record/record.js';
import { eager, recorded } from './support/both.js';
import { onCpu } from './support/cpu.js';
import { reals } from './support/tensors.js';

onCpu();

const signature = [{ name: 'x', shape: [2, 3], dtype: 'float32' as const }];
const context = { key: seed(1), mode: 'train', order: 'exact' } as const;
const gradient = (x: Tensor): Tensor =>
  differentiate(({ x: at }) => tf.sum(tf.exp(tf.square(at!))), { x }, context).grads['x']!;

const recordings: Readonly<Record<string, Recordable>> = {
  plain: ([x]) => [tf.square(x!)],
  gradients: ([x]) => [gradient(x!)],
  'gradients of gradients': ([x]) => [
    differentiate(({ x: at }) => tf.sum(gradient(at!)), { x: x! }, context).grads['x']!,
  ],
  'kept tensors': ([x]) => [tf.keep(tf.square(tf.keep(tf.neg(x!))))],
  'an error': () => {
    tf.keep(tf.scalar(3));
    throw new Error('mine');
  },
  'an error inside of gradients': ([x]) => [
    differentiate(
      ({ x: at }) => {
        tf.exp(at!).dataSync();
        return at!;
      },
      { x: x! },
      context,
    ).value,
  ],
  'an error under a tape of TensorFlow.js': ([x]) => [
    tf.grad((at) => {
      const y = tf.exp(tf.exp(at));
      y.dataSync();
      return y;
    })(x!),
  ],
};

describe('record leaves everything as it was', () => {
  it.each(Object.entries(recordings))('after %s', (_name, f) => {
    tf.tidy(() => undefined);
    const before = { ...tf.memory() };
    const { activeTape, gradientDepth, kernelDepth, activeScope } = tf.engine().state;
    const names = tf.engine().backendNames();
    for (let i = 0; i < 3; i++) {
      try {
        record(f, signature);
      } catch {
        // what is left is the same
      }
    }
    expect({ ...tf.memory() }).toEqual(before);
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.engine().backendNames()).toEqual(names);
    const { state } = tf.engine();
    expect([state.activeTape, state.gradientDepth, state.kernelDepth, state.activeScope]).toEqual([
      activeTape,
      gradientDepth,
      kernelDepth,
      activeScope,
    ]);
    expect(isRecording()).toBe(false);
    expect(Array.from(tidy(() => tf.square(tf.scalar(3))).dataSync())).toEqual([9]);
  });

  it('inside of a tape, which goes on as if nothing had been', () => {
    const x = reals([2, 3]);
    const { numTensors } = tf.memory();
    const grad = tf.tidy(() =>
      tf.grad((at) => {
        const y = tf.square(at);
        const tape = tf.engine().state.activeTape.length;
        record(recordings['gradients of gradients']!, signature);
        expect(tf.engine().state.activeTape.length).toBe(tape);
        return tf.sum(y);
      })(x),
    );
    expect(Array.from(grad.dataSync())).toEqual(Array.from(x.dataSync(), (value) => 2 * value));
    grad.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
    x.dispose();
  });

  it('inside of a tidy, and under a profile', async () => {
    tf.tidy(() => {
      const before = tf.memory().numTensors;
      record(recordings['gradients']!, signature);
      expect(tf.memory().numTensors).toBe(before);
    });
    const { kernels } = await tf.profile(() => {
      record(recordings['gradients']!, signature);
      return tf.square(tf.scalar(1));
    });
    expect(kernels.map(({ name }) => name)).toEqual(['Square']);
  });

  it('under debugging, which would read every value', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    tf.env().set('DEBUG', true);
    record(recordings['gradients']!, signature);
    expect(tf.env().getBool('DEBUG')).toBe(true);
    tf.env().set('DEBUG', false);
    warn.mockRestore();
  });

  it('where no engine runs', () => {
    const engine = tf.engine();
    const { backendName } = engine;
    Object.assign(engine, { backendName: null, backendInstance: null });
    expect(record(recordings['plain']!, signature).kernels).toEqual(['Square']);
    expect(engine.backendName).toBe(null);
    void tf.setBackend(backendName);
  });

  it('and is refused inside of itself', () => {
    const inner: Recordable = ([x]) => record(recordings['plain']!, signature).outputs.map(() => x!);
    expect(() => record(inner, signature)).toThrow(/while another one is/);
    expect(isRecording()).toBe(false);
  });
});

describe('what is captured', () => {
  it('is frozen where it lies', () => {
    const weights = reals([3], 1);
    const whole = tf.tensor1d([1, 2, 3], 'int32');
    const f: Recordable = ([x]) => [tf.mul(tf.add(x!, weights), tf.cast(whole, 'float32')), weights];
    const x = reals([2, 3]);
    const before = tf.memory().numTensors;
    expect(recorded(f, [x])).toEqual(eager(f, [x]));
    expect(tf.memory().numTensors).toBe(before);
    expect(weights.isDisposed).toBe(false);
    [weights, whole, x].forEach((tensor) => tensor.dispose());
  });
  it('once, however often it is used', () => {
    const weights = reals([3], 1);
    const { graph } = record(([x]) => [tf.add(tf.add(x!, weights), weights)], signature);
    expect(graph.nodes.filter(({ op }) => op === 'constant')).toHaveLength(1);
    weights.dispose();
  });
  it('copied: what the array becomes later is not what was recorded', () => {
    const values = Float32Array.from([1, 2, 3]);
    const { graph } = record(([x]) => [tf.add(x!, tf.tensor1d(values))], signature);
    values.fill(9);
    const [constant] = graph.nodes.filter(({ op }) => op === 'constant');
    expect(constant).toMatchObject({ values: Float32Array.from([1, 2, 3]) });
  });
});

describe('the recording', () => {
  it('says what ran, in order, and holds each computation once', () => {
    const { graph, kernels, inputs, outputs } = record(([x]) => [tf.add(tf.exp(x!), tf.exp(x!)), x!], signature);
    expect(kernels).toEqual(['Exp', 'Exp', 'Add']);
    expect(graph.nodes.filter(({ op }) => op === 'map')).toHaveLength(2);
    expect(outputs[1]).toBe(inputs[0]);
  });
});
