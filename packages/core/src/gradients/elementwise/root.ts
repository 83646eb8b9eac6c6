import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { ofInput } from '../kernel-gradient.js';
import { untaped } from '../stop-gradient.js';
import { inputsOfNode, makerOf } from '../tape-node.js';

/** Kernels that hand squares on as they are, added up or scaled; their first input is followed. */
const handOn: ReadonlySet<string> = new Set([
  'Sum',
  'Mean',
  'AddN',
  'Add',
  'Reshape',
  'ExpandDims',
  'Multiply',
  'RealDiv',
]);
const squares: ReadonlySet<string> = new Set(['Square', 'SquaredDifference', 'Pow']);

/** Whether a tensor is made of squares: then its root is a norm, a distance or a deviation. */
function isOfSquares(x: Tensor): boolean {
  for (let at = makerOf(x); at !== undefined;) {
    const [first, second] = Object.values(at.inputs);
    if (squares.has(at.kernelName) || (at.kernelName === 'Multiply' && first?.id === second?.id)) return true;
    if (!handOn.has(at.kernelName) || first === undefined) return false;
    at = makerOf(first);
  }
  return false;
}

/** `dy / (2·√x)`, and 0 where x is 0. */
function awayFromZero(dy: Tensor, x: Tensor): Tensor {
  const isZero = untaped(() => tf.cast(tf.equal(x, 0), 'float32'));
  const half = untaped(() => tf.mul(tf.sub(1, isZero), 0.5));
  return tf.mul(tf.mul(dy, half), tf.rsqrt(tf.add(x, isZero)));
}

const plain = ofInput('Sqrt', (dy, x) => tf.mul(tf.mul(dy, tf.rsqrt(x)), 0.5));
const ofSquares = ofInput('Sqrt', awayFromZero);

/**
 * The square root. Its slope at 0 is infinite; that of a root of squares is 0 there, the middle of its subgradients: the norm of nothing, the
 * distance of equal points and the deviation of equal entries would have the gradient NaN otherwise, ∞ · 0.
 */
export const root: GradConfig = {
  ...plain,
  gradFunc: (dy, saved, attrs) => {
    const { x } = inputsOfNode(saved) as { readonly x?: Tensor };
    return (x !== undefined && isOfSquares(x) ? ofSquares : plain).gradFunc(dy, saved, attrs);
  },
};
