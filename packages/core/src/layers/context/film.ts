import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Context, Model } from '../../contracts/model.js';
import type { ParamSpecs } from '../../contracts/params.js';
import type { ParamTree } from '../../contracts/tree.js';
import type { Initializer } from '../../params/initializers.js';
import { glorotUniform, ones } from '../../params/initializers.js';
import { leaf, under } from '../../params/named.js';
import { broadcast } from '../../primitives/broadcast.js';
import { tasksOf } from '../../task-axis/data.js';
import { align } from '../../task-axis/leaf.js';
import { contextVector } from './context-vector.js';
import { dense } from '../dense.js';
import { expectCount, expectFeatures } from '../expect.js';
import { applyPart } from '../part.js';

export interface FilmOptions {
  /** Entries of the context vector. */
  readonly size: number;
  /** Channels of the data. */
  readonly channels: number;
  /** Of the two kernels; default `glorotUniform`. With kernels of zero the context could never move. */
  readonly initializer?: Initializer;
}

/**
 * Feature-wise linear modulation by the task's context vector, `γ(c) ∘ x + β(c)`, with `γ` and `β` affine in `c`, one each a channel:
 * `[T, N, …, channels]` in and out.
 *
 * Leaves: `context` `[size]` (`fixed`, zero), `scale/kernel` and `offset/kernel` `[size, channels]`, `scale/bias` (ones) and `offset/bias`
 * (zeros) `[channels]`. So it begins as the identity, and at `c = 0` the layer scales by its own bias: there is no 1 added to `γ`.
 *
 * @throws InvalidOptionError if a size is not a positive integer
 * @see Perez et al. 2018, "FiLM: Visual Reasoning with a General Conditioning Layer", arXiv:1709.07871; for contexts Zintgraf et al. 2019,
 *   arXiv:1810.03642
 */
export function film({ size, channels, initializer = glorotUniform }: FilmOptions): Model {
  expectCount('film', 'size', size);
  expectCount('film', 'channels', channels);
  const context = contextVector(size);
  const map = dense({ inputs: size, outputs: channels, initializer });
  const specs: ParamSpecs = {
    context,
    ...under('scale', { ...map.specs, bias: { shape: [channels], initialize: ones } }),
    ...under('offset', map.specs),
  };
  const mapped = (part: 'scale' | 'offset', params: ParamTree, x: Tensor, at: Context): Tensor => {
    const code = broadcast(align(leaf(params, 'context'), context, 3), [tasksOf(x), 1, size]);
    const between = new Array<number>(x.rank - 2).fill(1);
    return tf.reshape(applyPart(map, part, params, code, at), [tasksOf(x), ...between, channels]);
  };
  return {
    specs,
    apply(params, x, at) {
      expectFeatures('film', x, channels);
      return tf.add(tf.mul(x, mapped('scale', params, x, at)), mapped('offset', params, x, at));
    },
  };
}
