import type { Node } from '../graph/node.js';
import { sizeOf } from '../graph/shapes.js';
import type { Buffer, Kernel } from './plan.js';

/** Where a kernel finds the whole of its operands, by their place among them, and puts its results. */
export interface Places {
  readonly operands: readonly [Buffer, Buffer];
  readonly out: Buffer;
}

/** The kernel of a node whose operands are found by address, contiguous; undefined for a node of another kind. */
export function addressedKernel(node: Node, { operands: [source, second], out }: Places): Kernel | undefined {
  switch (node.op) {
    case 'im2col':
    case 'col2im':
      return { kind: node.op, geometry: node.geometry, source, out };
    case 'solve': {
      const [batch, n, m] = node.shape as readonly [number, number, number];
      return { kind: 'solve', batch, n, m, matrices: source, sides: second, out };
    }
    case 'gather':
    case 'scatter': {
      const [first, indices] = node.inputs as readonly [Node, Node];
      const count = sizeOf(indices.shape);
      const rows = (node.op === 'gather' ? first.shape[0] : node.shape[0]) as number;
      return { kind: node.op, rows, count, width: sizeOf(first.shape.slice(1)), source, indices: second, out };
    }
    case 'cumulate': {
      const length = node.shape.at(-1) as number;
      return {
        kind: 'cumulate',
        outer: sizeOf(node.shape) / length,
        length,
        fn: node.fn,
        exclusive: node.exclusive,
        source,
        out,
      };
    }
    case 'allGather':
      return { kind: 'allGather', source, out };
    default:
      return undefined;
  }
}
