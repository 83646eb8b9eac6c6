import { assemble, FunctionBuilder } from '@innerloop/codegen';
import type { DType } from '../../src/graph/node.js';
import type { Buffer, Plan } from '../../src/plan/plan.js';
import { compileModule } from '../../src/runtime/machine.js';
import type { ThreadedPlan } from '../../src/threads/create-threaded-program.js';

const spacing = 256;
let count = 0;
const buffer = (size: number, dtype: DType = 'float32'): Buffer => ({ id: count++, shape: [size], dtype, size });

type Build = (f: FunctionBuilder) => void;

function functionOf(name: string, build: Build): FunctionBuilder {
  const f = new FunctionBuilder({ name, params: [] });
  build(f);
  return f;
}

/** Loops for as long as a truth value in memory says: a worker that is late. */
function delay(f: FunctionBuilder, thread: number, times: number): void {
  f.i32Const(thread)
    .i32Load()
    .when(() =>
      f.repeat(times, () =>
        f
          .i32Const(spacing * 7)
          .f32Const(1)
          .f32Store(),
      ),
    );
}

/** A thread fails where this number is not zero: it writes beyond its memory. */
const trapWhere = (f: FunctionBuilder, address: number): FunctionBuilder =>
  f
    .i32Const(address)
    .f32Load()
    .f32Const(0)
    .f32('ne')
    .when(() => f.i32Const(-4).f32Const(0).f32Store());

/**
 * A step by hand, for `threads` threads of two tasks each: `y = x·w` for each task, and then twice an exchange,
 * `w ← w + Σ over threads of (Σ over threads of Σ y + w)`.
 *
 * Inputs: 0 `x` per task, 1 `w`, 2 `trap`, 3 the number of the thread. Outputs: 0 `w`, 1 `y` per task.
 */
export function stepByHand(threads: number, late = 0): ThreadedPlan {
  const [x, w, trap, thread, y] = [buffer(2), buffer(1), buffer(1), buffer(1, 'int32'), buffer(2)];
  const [first, second] = [buffer(1), buffer(1)];
  const [firsts, seconds] = [buffer(threads), buffer(threads)];
  const places = new Map(
    [x, w, trap, thread, y, first, second, buffer(1), firsts, seconds].map((each, at) => [each, at * spacing]),
  );
  const at = (of: Buffer, element = 0): number => places.get(of)! + 4 * element;
  const load = (f: FunctionBuilder, of: Buffer, element = 0) => f.i32Const(at(of, element)).f32Load();
  const sum = (f: FunctionBuilder, of: Buffer) => {
    load(f, of);
    for (let i = 1; i < threads; i++) load(f, of, i).f32('add');
  };
  const functions = [
    functionOf('phase0', (f) => {
      delay(f, at(thread), late);
      trapWhere(f, at(trap));
      for (const i of [0, 1])
        load(load(f.i32Const(at(y, i)), x, i), w)
          .f32('mul')
          .f32Store();
      load(load(f.i32Const(at(first)), y, 0), y, 1)
        .f32('add')
        .f32Store();
    }),
    functionOf('phase1', (f) => {
      f.i32Const(at(second));
      sum(f, firsts);
      load(f, w).f32('add').f32Store();
    }),
    functionOf('phase2', (f) => {
      f.i32Const(at(w));
      sum(f, seconds);
      load(f, w).f32('add').f32Store();
    }),
  ];
  const exchanges: Plan['kernels'] = [
    { kind: 'allGather', source: first, out: firsts },
    { kind: 'allGather', source: second, out: seconds },
  ];
  return {
    plan: { kernels: exchanges, inputs: [x, w, trap, thread], outputs: [w, y], constants: [] },
    arena: { bytes: spacing * 10 + 4 * threads, scratch: 0, addressOf: (of) => places.get(of)! },
    module: compileModule(assemble(functions, { shared: true })),
    phases: functions.length,
    partitioned: {
      threads,
      numbered: true,
      split: { inputs: [true, false, true], outputs: [false, true] },
    },
  };
}

/** The same in JavaScript. */
export function expectedStep(x: readonly number[], w: number): { readonly w: number; readonly y: readonly number[] } {
  const threads = x.length / 2;
  const { fround } = Math;
  const y = x.map((value) => fround(fround(value) * w));
  const firsts = Array.from({ length: threads }, (_, thread) => fround(y[2 * thread]! + y[2 * thread + 1]!));
  const add = (values: readonly number[]): number => values.reduce((a, b) => fround(a + b));
  const second = fround(add(firsts) + w);
  return { w: fround(add(firsts.map(() => second)) + w), y };
}
