import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../../contracts/tree.js';
import { firstMaxima, handBack, handBackEvenly, poolGeometry } from '../../primitives/pooling.js';
import { ofInput, ofShape } from '../kernel-gradient.js';
import { untaped } from '../stop-gradient.js';

/** The gradient goes to the first maximum of each window, row by row, as in TensorFlow. Which one that is has no derivative. */
function maxPool(dy: Tensor, x: Tensor, attrs: NamedAttrMap): Tensor {
  const g = poolGeometry(x.shape, attrs);
  const chosen = untaped(() => firstMaxima(x, g));
  return handBack(dy, chosen, g);
}

const avgPool = (dy: Tensor, shape: Shape, attrs: NamedAttrMap): Tensor =>
  handBackEvenly(dy, poolGeometry(shape, attrs));

/** Pooling, by the same pair of primitives as convolution. */
export const poolings: readonly GradConfig[] = [ofInput('MaxPool', maxPool), ofShape('AvgPool', avgPool)];
