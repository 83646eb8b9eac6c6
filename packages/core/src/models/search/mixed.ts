import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Model } from '../../contracts/model.js';
import type { ParamSpec, ParamSpecs } from '../../contracts/params.js';
import { InvalidDataError } from '../../errors.js';
import { applyPart } from '../../layers/part.js';
import { normalizationOf } from '../../layers/normalization/normalization-of.js';
import { zeros } from '../../params/initializers.js';
import { leaf, under } from '../../params/named.js';
import { align } from '../../task-axis/leaf.js';
import type { Operations } from './choices.js';

const mark = 'logits@';

/** The choice whose logits a leaf of an undecided network holds, if it holds any. */
export function choiceOf(name: string): string | undefined {
  const own = name.slice(name.lastIndexOf('/') + 1);
  return own.startsWith(mark) ? own.slice(mark.length) : undefined;
}

/** The i-th weight of each task, `[T or 1, 1, …]` of the rank of a value that it multiplies. */
const weightOf = (weights: Tensor, i: number, rank: number): Tensor =>
  tf.reshape(tf.slice(weights, [0, i], [-1, 1]), [weights.shape[0], ...new Array<number>(rank - 1).fill(1)]);

function expectSame(choice: string, name: string, value: Tensor, first: Tensor): void {
  if (tf.util.arraysEqual(value.shape, first.shape)) return;
  throw new InvalidDataError(
    `choose: operations of one choice must have one output shape, but '${name}' of '${choice}' gave [${value.shape.join(', ')}] ` +
      `where the first gave [${first.shape.join(', ')}].`,
  );
}

/**
 * All operations at once, weighed by a softmax: `o(x) = Σ_i softmax(a)_i · o_i(x)`.
 *
 * Leaves: the logits `a` `[operations]`, zero at the start, so that all weigh the same; and the leaves of each operation below its name.
 * Logits are shared or per task like any leaf. Everything is differentiated.
 */
export function mixed(choice: string, operations: Operations): Model {
  const parts = Object.entries(operations);
  const logits: ParamSpec = { shape: [parts.length], initialize: zeros };
  const specs = Object.assign({}, ...parts.map(([name, part]) => under(name, part.specs))) as ParamSpecs;
  return {
    specs: { [`${mark}${choice}`]: logits, ...specs },
    ...normalizationOf(Object.values(operations)),
    apply(params, x, context) {
      const weights = tf.softmax(align(leaf(params, `${mark}${choice}`), logits, 2));
      const values = parts.map(([name, part]) => applyPart(part, name, params, x, context));
      return values
        .map((value, i) => {
          expectSame(choice, (parts[i] as [string, Model])[0], value, values[0] as Tensor);
          return tf.mul(value, weightOf(weights, i, value.rank));
        })
        .reduce((sum, term) => tf.add(sum, term));
    },
  };
}
