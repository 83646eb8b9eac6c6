import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { InvalidOptionError } from '../../errors.js';
import { differentiableKernels } from '../../gradients/register.js';
import type { LayersLayer } from './layers.js';
import type { OnLayer } from './run-layers.js';

type TapeNode = ReturnType<typeof tf.engine>['state']['activeTape'][number];

const exact: ReadonlySet<string> = new Set([...differentiableKernels, 'Recomputed']);
// getGradient's type hides that it gives undefined for a kernel without gradient.
const registered = (kernel: string): unknown => tf.getGradient(kernel);

/** Whether a node of the tape has derivatives of an order. Operations of their own names are made of kernels that are looked at themselves. */
function isDifferentiable({ kernelName, gradient }: TapeNode, order: 1 | 2): boolean {
  if (typeof gradient !== 'function') return false;
  return order === 1 || exact.has(kernelName) || registered(kernelName) === undefined;
}

function refuse(layer: LayersLayer, kernel: string, order: 1 | 2): never {
  const [what, remedy] =
    order === 1
      ? ['has no gradient', '']
      : ['has a gradient but no second derivative', "take a first-order meta-gradient ('first-order'), "];
  throw new InvalidOptionError(
    `fromLayersModel: layer '${layer.name}' (${layer.getClassName()}) computes ${kernel}, which ${what}. ` +
      `To learn weights at or before it, ${remedy}cut the network before it with 'layer', or freeze it with 'trainable: false'.`,
  );
}

/**
 * A listener that refuses layers through which learned leaves cannot be differentiated. It follows the leaves along the tape, so layers after
 * frozen ones alone are not looked at. Without a tape it does nothing.
 *
 * @param leaves  the learned ones, as they are given
 * @param order  2 where gradients are differentiated again
 */
export function differentiableLayers(leaves: readonly Tensor[], order: 1 | 2): OnLayer {
  const { state } = tf.engine();
  const reached = new Set(leaves.map(({ id }) => id));
  const tape = state.activeTape as TapeNode[] | null | undefined;
  let next = tape?.length ?? 0;
  return (layer) => {
    for (; tape !== null && tape !== undefined && next < tape.length; next++) {
      const node = tape[next] as TapeNode;
      if (!Object.values(node.inputs).some(({ id }) => reached.has(id))) continue;
      if (!isDifferentiable(node, order)) refuse(layer, node.kernelName, order);
      for (const { id } of node.outputs) reached.add(id);
    }
  };
}
