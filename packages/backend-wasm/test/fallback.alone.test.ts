import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { wasm } from '../src/wasm.js';

describe('wasm without its binaries', () => {
  it('runs on cpu and says why and what to do', async () => {
    const { backend, message } = await wasm({ paths: '/nowhere/' }).start();
    expect(backend).toBe('cpu');
    expect(message).toMatch(/wasm.*cpu.*paths/s);
    expect(Array.from(tf.add([1, 2], [3, 4]).dataSync())).toEqual([4, 6]);
  });
});
