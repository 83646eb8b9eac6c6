import { EngineError, gradientsReady, InvalidOptionError, useBackend } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { node } from '../../src/node/engine.js';
import { describeNative } from '../native.js';

describe('node', () => {
  it.each([0, -1, 1.5, NaN])('refuses %s threads', (threads) => {
    expect(() => node({ threads })).toThrow(InvalidOptionError);
  });
});

describeNative('node, installed', () => {
  it('starts, and again without registering anything twice', async () => {
    expect(await useBackend(node())).toEqual({ backend: 'tensorflow' });
    const kernel = tf.getKernel('Im2Col', 'tensorflow');
    expect(await useBackend(node())).toEqual({ backend: 'tensorflow' });
    expect(tf.getKernel('Im2Col', 'tensorflow')).toBe(kernel);
  });

  it("leaves our gradients standing, which tfjs-node's own replace when it is loaded", () => {
    expect(gradientsReady()).toBe(true);
  });

  it('comes back after another backend was chosen', async () => {
    await tf.setBackend('cpu');
    expect(await node().start()).toEqual({ backend: 'tensorflow' });
    expect(tf.getBackend()).toBe('tensorflow');
  });

  it('runs TensorFlow in one thread, and says that it is too late for others', async () => {
    expect(process.env['TF_NUM_INTRAOP_THREADS']).toBe('1');
    expect(await node({ threads: 1 }).start()).toEqual({ backend: 'tensorflow' });
    expect((await node({ threads: 2 }).start()).message).toMatch(/loaded before.*threads: 2 has no effect/);
  });

  it('has one native engine a process', async () => {
    await expect(node({ gpu: true }).start()).rejects.toThrow(EngineError);
    await expect(node({ gpu: true }).start()).rejects.toThrow(/tfjs-node-gpu.*another process/);
  });

  it.each(['start', 'setBackend'])('works on a backend that was removed and made anew by %s', async (how) => {
    const factory = tf.findBackendFactory('tensorflow');
    tf.removeBackend('tensorflow');
    tf.registerBackend('tensorflow', factory, 3);
    if (how === 'start') await useBackend(node());
    else await tf.setBackend('tensorflow');
    const sums = tf.tidy(() => tf.sum(tf.ones([2, 3]), 1).dataSync());
    expect(Array.from(sums)).toEqual([3, 3]);
  });
});
