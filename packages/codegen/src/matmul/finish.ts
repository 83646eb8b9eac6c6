import type { Local } from '../assembler/code-builder.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import { push } from './nest.js';
import type { Pointer } from './nest.js';
import { rowsFromEnd } from './loops.js';
import type { Epilogue } from './matmul.js';

const bytes = 4;
const vectorLanes = 4;

/** Four neighbours along the columns, of which `lanes` exist, so many rows and columns from where the pointers are. */
export type Position = { readonly row: number; readonly column: number; readonly lanes: number };

/** Bytes from a pointer's base to a position, and from one lane to the next. */
function placed({ base, strides }: Pointer, { row, column }: Position): { offset: number; step: number } {
  const [down = 0, step = 0] = strides.slice(strides.length - rowsFromEnd);
  return { offset: base + row * down + column * step, step };
}

/** Leaves the lanes of a position on the stack. */
export function readLanes(f: FunctionBuilder, pointer: Pointer, position: Position): void {
  const { offset, step } = placed(pointer, position);
  if (step === bytes && position.lanes > 1) {
    push(f, pointer).v128Load(offset);
    return;
  }
  push(f, pointer).v128LoadSplat(offset);
  if (step === 0) return;
  const value = f.local('v128');
  for (let lane = 1; lane < position.lanes; lane++) {
    f.set(value);
    push(f, pointer)
      .get(value)
      .v128LoadLane(lane, offset + lane * step);
  }
}

/** Stores lanes at a position and nothing beside them. */
export function writeLanes(f: FunctionBuilder, pointer: Pointer, position: Position, value: Local): void {
  const { offset, step } = placed(pointer, position);
  const { lanes } = position;
  const store = (): FunctionBuilder => push(f, pointer).get(value);
  if (step !== bytes || lanes === 1) {
    for (let lane = 0; lane < lanes; lane++) store().v128StoreLane(lane, offset + lane * step);
    return;
  }
  if (lanes === vectorLanes) store().v128Store(offset);
  else store().v128StoreHalf(0, offset);
  if (lanes === 3) store().v128StoreLane(2, offset + 2 * bytes);
}

/** Emits what becomes of a finished sum, and its store. */
export type Finish = (sum: Local, position: Position) => void;

export function finishing(
  f: FunctionBuilder,
  c: Pointer,
  epilogue: Epilogue | undefined,
  streams: readonly Pointer[],
): Finish {
  if (epilogue === undefined) return (sum, position) => writeLanes(f, c, position, sum);
  const emit = epilogue.begin(f);
  const result = f.local('v128');
  return (sum, position) => {
    const read = (stream: number): void => {
      const pointer = streams[stream];
      if (pointer !== undefined) readLanes(f, pointer, position);
    };
    emit({ sum, lanes: position.lanes, read });
    f.set(result);
    writeLanes(f, c, position, result);
  };
}
