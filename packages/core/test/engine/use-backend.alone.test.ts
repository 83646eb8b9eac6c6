import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { differentiate, EngineError, gradientsReady, useBackend } from '../../src/index.js';
import { contextOf, numbers } from '../support/examples.js';

const squared = (): number[] => {
  const { grads } = differentiate(({ x }) => tf.square(x as Tensor), { x: tf.scalar(3) }, contextOf());
  return numbers(grads['x'] as Tensor);
};

/** In this order: the first test needs a process in which no engine was started. */
describe('useBackend', () => {
  it('must have been called before differentiate, which says so', () => {
    expect(gradientsReady()).toBe(false);
    expect(squared).toThrow(EngineError);
    expect(squared).toThrow('Call `await useBackend(wasm())` once');
  });

  it('refuses a backend that was not imported and says what to do', async () => {
    await expect(useBackend('webgl')).rejects.toThrow(EngineError);
    await expect(useBackend('webgl')).rejects.toThrow("no backend 'webgl'. Import its package first");
    expect(gradientsReady()).toBe(false);
  });

  it('starts a backend by its name and installs the gradients', async () => {
    expect(await useBackend('cpu')).toEqual({ backend: 'cpu' });
    expect(squared()).toEqual([6]);
  });

  it('starts an engine and hands its message on', async () => {
    const message = 'there is no SIMD here';
    let starts = 0;
    const start = async (): Promise<{ backend: string; message: string }> => {
      starts += 1;
      await tf.setBackend('cpu');
      return { backend: 'cpu', message };
    };
    expect(await useBackend({ name: 'ours', start })).toEqual({ backend: 'cpu', message });
    expect(starts).toBe(1);
  });

  it('may be called again', async () => {
    await useBackend('cpu');
    await useBackend('cpu');
    expect(squared()).toEqual([6]);
  });
});
