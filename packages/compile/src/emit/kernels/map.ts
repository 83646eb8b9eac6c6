import type { FunctionBuilder } from '@innerloop/codegen';
import type { MapKernel } from '../../plan/plan.js';
import type { EmitContext } from '../context.js';
import { alongBlocks, sum } from '../loops/blocks.js';
import type { Site } from '../loops/blocks.js';
import { accessFrom, collapse, expressionFrom, stridesIn } from '../loops/collapse.js';
import { byDistance, cheapest, vectorCost } from '../loops/order.js';
import { pointersOf } from '../loops/pointers.js';
import { evaluatorOf } from '../values/evaluator.js';
import { inBytes, memoryLeaves, movesOf } from '../values/memory-leaves.js';
import { storing } from '../values/store.js';
import { staying, valuesOf } from '../values/value.js';
import { turnOf } from './turn.js';

const lanes = 4;

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

/** Emits a loop that computes each element by itself. */
export function emitMap(f: FunctionBuilder, kernel: MapKernel, context: EmitContext): void {
  const { dims, value, out } = arranged(kernel);
  if (dims.includes(0)) return;
  const rank = dims.length;
  const inner = rank === 0 ? undefined : rank - 1;
  const values = valuesOf(value, rank);
  const turn = turnOf(dims, values);
  const pointers = pointersOf(f, [...movesOf(value), inBytes(out.strides)]);
  const evaluator = evaluatorOf(f, values, memoryLeaves(f, pointers, inner, context), context);
  const store = storing(f, pointers, out, inner, context);
  const form = out.buffer.dtype === 'float32' ? 'float' : 'integer';
  const origin: Site = { shift: dims.map(() => 0), lanes };
  const one = (site: Site): void =>
    evaluator.scope(() => store(site, () => evaluator.emit(evaluator.root, site, form)));

  /** The vectors of some rows: what is the same in all of these is computed once. */
  function vectors(dim: number, rows: readonly Site[]): void {
    const shared = rows.length > 1 ? staying(values, [dim - 1]) : [];
    const along = { dim, size: dims[dim] as number, width: lanes, sites: turn.vectors };
    alongBlocks(pointers, rank, along, (block) =>
      block.forEach((site) =>
        evaluator.holding(shared, site, () =>
          rows.forEach(({ shift }) => one({ shift: sum(shift, site.shift), lanes: site.lanes })),
        ),
      ),
    );
  }

  const level = (dim: number): void => {
    const inside = dims.map((_, at) => at).filter((at) => at >= dim);
    evaluator.holding(staying(values, inside), origin, () => {
      const size = dims[dim] as number;
      if (inner === undefined) one({ ...origin, lanes: 1 });
      else if (dim === inner) vectors(dim, [origin]);
      else if (dim === inner - 1 && turn.rows > 1) {
        const along = { dim, size, width: 1, sites: turn.rows };
        alongBlocks(pointers, rank, along, (rows) =>
          evaluator.scope(() => {
            rows.forEach(({ shift }) => evaluator.keep(staying(values, [inner]), { shift, lanes }));
            vectors(inner, rows);
          }),
        );
      } else {
        pointers.along(dim, size, 1, () => level(dim + 1));
        pointers.move(dim, -size);
      }
    });
  };
  level(0);
}
