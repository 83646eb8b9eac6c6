import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../../contracts/tree.js';
import { broadcastTo, reduceTo, sameShape } from '../broadcast.js';
import { real } from '../kernel-gradient.js';

const batchOf = (x: Tensor): number[] => x.shape.slice(0, -2);
const spread = (x: Tensor, batch: Shape): Tensor => broadcastTo(x, [...batch, ...x.shape.slice(-2)]);

/**
 * `tf.matMul` whose batch axes broadcast in full: the kernels know equal batch axes and a batch of one only, and give other values silently otherwise.
 */
function product(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
  const [batchA, batchB] = [batchOf(a), batchOf(b)];
  const simple =
    sameShape(batchA, batchB) || tf.util.sizeFromShape(batchA) === 1 || tf.util.sizeFromShape(batchB) === 1;
  if (simple) return tf.matMul(a, b, transposeA, transposeB);
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  return tf.matMul(spread(a, batch), spread(b, batch), transposeA, transposeB);
}

const rowsOf = (x: Tensor): Tensor => tf.reshape(x, [-1, x.shape[x.rank - 1] as number]);

/** Gradient by a matrix that all of a batch share: one product over the rows of the whole batch, instead of a product each and their sum. */
function bySharedMatrix(dy: Tensor, a: Tensor, b: Tensor, transposeB: boolean): Tensor {
  const [rows, gradients] = [rowsOf(a), rowsOf(dy)];
  const gradient = transposeB ? tf.matMul(gradients, rows, true, false) : tf.matMul(rows, gradients, true, false);
  return tf.reshape(gradient, b.shape);
}

/** Products of matrices: either may be transposed, batch axes broadcast and the gradient is summed back to each input's shape. */
export const matmul: readonly GradConfig[] = [
  {
    kernelName: 'BatchMatMul',
    inputsToSave: ['a', 'b'],
    gradFunc: (gradient, saved, attrs) => {
      const dy = gradient as Tensor;
      const [a, b] = [real(saved[0] as Tensor), real(saved[1] as Tensor)];
      const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
      const shared = !transposeA && tf.util.sizeFromShape(batchOf(b)) === 1;
      return {
        a: () => reduceTo(transposeA ? product(b, dy, transposeB, true) : product(dy, b, false, !transposeB), a.shape),
        b: () => {
          if (shared) return bySharedMatrix(dy, a, b, transposeB);
          return reduceTo(transposeB ? product(dy, a, true, transposeA) : product(a, dy, !transposeA, false), b.shape);
        },
      };
    },
  },
];
