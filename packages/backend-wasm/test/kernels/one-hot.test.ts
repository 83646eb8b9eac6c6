import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, it } from 'vitest';
import { expectSame, startBoth } from '../both.js';

beforeAll(startBoth);

describe('OneHot', () => {
  it('holds ones in every type, floats included', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(4), { minLength: 1, maxLength: 9 }), async (labels) => {
        for (const dtype of ['int32', 'float32'] as const) {
          await expectSame(() => tf.oneHot(tf.tensor1d(labels, 'int32'), 5, 1, 0, dtype));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('leaves nothing behind', () => {
    const labels = tf.tensor1d([2, 0, 1], 'int32');
    const before = tf.backend().numDataIds();
    tf.oneHot(labels, 3, 1, 0, 'float32').dispose();
    if (tf.backend().numDataIds() !== before) throw new Error(`${tf.backend().numDataIds() - before} buffers remain`);
    labels.dispose();
  });
});
