import type { FunctionBuilder } from '../assembler/function-builder.js';
import type { Depth } from './along-depth.js';
import type { Place } from './matmul.js';
import { rowsFromEnd } from './loops.js';
import { emitPack, packRegisters } from './pack.js';
import { scratchOf, stripColumns, tileRows } from './plan.js';
import type { Product } from './product.js';
import type { TileOperands } from './tile.js';

const bytes = 4;

/** The operands that tiles read, and the code that has to run before them when they are packed. */
export type Packing = {
  readonly operands: TileOperands;
  /** Copies B, of so many steps of the depth. */
  readonly packB: (steps: Depth) => void;
  /** Copies the next rows of A, of so many steps of the depth. */
  readonly packA: (rows: number, steps: Depth) => void;
};

/** Must be called before the loops: it makes pointers. */
export function packing(f: FunctionBuilder, { loops, plan, nest, a, b }: Product, scratch: Place): Packing {
  const loop = loops.sizes.length - rowsFromEnd;
  const columns = loops.sizes[loop + 1] ?? 1;
  const [aRow = 0, , aDepth = 0] = a.strides.slice(loop);
  const [, bColumn = 0, bDepth = 0] = b.strides.slice(loop);
  const panel = nest.pointer(scratch, 0, []);
  const perColumn = loops.sizes.map((_, at) => (at === loop + 1 ? plan.depthStep * bytes : 0));
  const strips = plan.packsB ? nest.pointer(scratch, scratchOf(loops, plan).a, perColumn) : b;
  const registers = packRegisters(f);
  const [panelStep, stripStep] = [tileRows * bytes, stripColumns * bytes];
  return {
    operands: {
      a: plan.packsA ? panel : a,
      b: strips,
      aRow: plan.packsA ? bytes : aRow,
      aDepth: plan.packsA ? panelStep : aDepth,
      bDepth: plan.packsB ? stripStep : bDepth,
    },
    packA: (rows, steps) => {
      if (!plan.packsA) return;
      const strip = { from: a, width: rows, across: aRow, along: aDepth };
      emitPack(f, strip, { to: panel, step: panelStep }, registers, steps);
    },
    packB: (steps) => {
      if (!plan.packsB) return;
      nest.along(loop + 1, columns, stripColumns, (width) => {
        const strip = { from: b, width, across: bColumn, along: bDepth };
        emitPack(f, strip, { to: strips, step: stripStep }, registers, steps);
      });
    },
  };
}
