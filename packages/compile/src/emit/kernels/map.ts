import type { FunctionBuilder } from '@innerloop/codegen';
import type { MapKernel } from '../../plan/plan.js';
import type { EmitContext } from '../context.js';
import { alongBlocks } from '../loops/blocks.js';
import type { Site } from '../loops/blocks.js';
import { accessFrom, collapse, expressionFrom, stridesIn } from '../loops/collapse.js';
import { byDistance, cheapest, operationCost, vectorCost } from '../loops/order.js';
import { pointersOf } from '../loops/pointers.js';
import { evaluatorOf } from '../values/evaluator.js';
import { inBytes, memoryLeaves, movesOf } from '../values/memory-leaves.js';
import { storing } from '../values/store.js';
import { staying, valuesOf } from '../values/value.js';

const lanes = 4;
/** Work of one turn of the innermost loop, in vector instructions: more of it is not faster, but slow to compile. */
const turn = 64;
const mostVectors = 10;

/** The kernel in as few dimensions as it has, in the order of what it writes, the one where its vectors run last. */
function arranged(kernel: MapKernel): MapKernel {
  const { dims, value, out } = kernel;
  const order = byDistance([...dims.keys()], out.strides);
  const { sizes, from } = collapse(dims, order, [...stridesIn(value), out.strides]);
  const inner = cheapest([...from.keys()], (at) =>
    vectorCost(expressionFrom(value, from), accessFrom(out, from).strides, sizes[at] as number, at),
  );
  const last = [...from.keys()].filter((at) => at !== inner).concat(inner ?? []);
  const dimsInOrder = last.map((at) => from[at] as number);
  return {
    kind: 'map',
    dims: last.map((at) => sizes[at] as number),
    value: expressionFrom(value, dimsInOrder),
    out: accessFrom(out, dimsInOrder),
  };
}

/** Vectors in one turn: all of a short loop, or a few. */
export function vectorsPerTurn(vectors: number, cost: number): number {
  const affordable = Math.max(1, Math.floor(turn / cost));
  if (vectors <= Math.min(mostVectors, affordable)) return Math.max(1, vectors);
  const some = Math.min(4, affordable);
  return some === 4 && vectors % 5 === 0 && vectors % 4 !== 0 && affordable >= 5 ? 5 : some;
}

/** Emits a loop that computes each element by itself. */
export function emitMap(f: FunctionBuilder, kernel: MapKernel, context: EmitContext): void {
  const { dims, value, out } = arranged(kernel);
  if (dims.includes(0)) return;
  const rank = dims.length;
  const inner = rank === 0 ? undefined : rank - 1;
  const values = valuesOf(value, rank);
  const pointers = pointersOf(f, [...movesOf(value), inBytes(out.strides)]);
  const evaluator = evaluatorOf(f, values, memoryLeaves(f, pointers, inner, context), context);
  const store = storing(f, pointers, out, inner, context);
  const form = out.buffer.dtype === 'float32' ? 'float' : 'integer';
  const origin: Site = { shift: dims.map(() => 0), lanes };
  const one = (site: Site): void =>
    evaluator.scope(() => store(site, () => evaluator.emit(evaluator.root, site, form)));
  const level = (dim: number): void => {
    const inside = dims.map((_, at) => at).filter((at) => at >= dim);
    evaluator.holding(staying(values, inside), origin, () => {
      if (inner === undefined) {
        one({ ...origin, lanes: 1 });
        return;
      }
      const size = dims[dim] as number;
      if (dim < inner) {
        pointers.along(dim, size, 1, () => level(dim + 1));
        pointers.move(dim, -size);
        return;
      }
      const cost = 1 + operationCost(value) + stridesIn(value).length;
      const sites = vectorsPerTurn(Math.floor(size / lanes), cost);
      alongBlocks(pointers, rank, { dim, size, width: lanes, sites }, (block) => block.forEach(one));
    });
  };
  level(0);
}
