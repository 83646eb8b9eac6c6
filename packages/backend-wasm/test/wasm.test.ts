import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { wasm } from '../src/wasm.js';

describe('wasm', () => {
  it('leaves no listener on the process that throws errors a second time', async () => {
    const events = ['uncaughtException', 'unhandledRejection'] as const;
    const before = events.map((event) => process.listenerCount(event));
    await wasm().start();
    expect(events.map((event) => process.listenerCount(event))).toEqual(before);
  });

  it('starts without being told where its binaries are, and again without registering anything twice', async () => {
    expect(await wasm().start()).toEqual({ backend: 'wasm' });
    const kernel = tf.getKernel('BatchMatMul', 'wasm');
    expect(await wasm().start()).toEqual({ backend: 'wasm' });
    expect(tf.getKernel('BatchMatMul', 'wasm')).toBe(kernel);
  });

  it('comes back after another backend was chosen', async () => {
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    expect(await wasm().start()).toEqual({ backend: 'wasm' });
    expect(tf.getBackend()).toBe('wasm');
  });

  it.each(['start', 'setBackend'])(
    'works on the memory of a backend that was removed and made anew by %s',
    async (how) => {
      const { registerBackend, removeBackend, findBackendFactory } = tf;
      const factory = findBackendFactory('wasm');
      removeBackend('wasm');
      registerBackend('wasm', factory, 2);
      if (how === 'start') expect(await wasm().start()).toEqual({ backend: 'wasm' });
      else await tf.setBackend('wasm');
      const x = tf.ones([2, 3, 3]);
      expect(Array.from(tf.matMul(x, x).dataSync())).toEqual(Array(18).fill(3));
    },
  );
});
