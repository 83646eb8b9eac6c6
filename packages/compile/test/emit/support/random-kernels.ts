import type { DType } from '../../../src/graph/node.js';
import type { Expression, Kernel, MatmulKernel, ReduceKernel } from '../../../src/plan/plan.js';
import type { Case } from './run-emitted.js';
import { buffersRead } from './run-emitted.js';
import type { Chooser } from './choose.js';
import { randomAccess, randomDims, randomValues } from './random-access.js';
import { randomExpression } from './random-expression.js';

const types = ['float32', 'float32', 'float32', 'int32', 'bool'] as const;

/** Kernels with random values in what they read. */
export function caseOf(choose: Chooser, kernels: readonly Kernel[], whole: boolean): Case {
  const written = new Set(kernels.map(({ out }) => ('buffer' in out ? out.buffer : out)));
  const read = buffersRead(kernels).filter((buffer) => !written.has(buffer));
  return { kernels, values: new Map(read.map((buffer) => [buffer, randomValues(choose, buffer, whole)])) };
}

export function randomMap(choose: Chooser): Case {
  const dims = randomDims(choose, choose.below(5));
  const dtype = choose.of(types);
  const value = randomExpression({ choose, dims }, dtype, choose.below(5));
  return caseOf(choose, [{ kind: 'map', dims, value, out: randomAccess(choose, dims, dtype, false) }], false);
}

/** A loop with some reduced dimensions, and the sizes of what is kept. */
function reducing(choose: Chooser): { dims: number[]; reduced: boolean[]; kept: number[] } {
  const long = choose.chance(0.1);
  const dims = randomDims(choose, 1 + choose.below(4), long ? 40 : 1000);
  if (long) dims[choose.below(dims.length)] = choose.of([300, 1500]);
  const reduced = dims.map(() => choose.chance(0.5));
  return { dims, reduced, kept: dims.map((size, dim) => (reduced[dim] === true ? 1 : size)) };
}

export function randomReduce(choose: Chooser): Case {
  const { dims, reduced, kept } = reducing(choose);
  const type: DType = choose.of(types);
  const fn: ReduceKernel['fn'] = choose.of(type === 'float32' ? ['sum', 'sum', 'max', 'min'] : ['sum', 'max', 'min']);
  const result: DType = choose.of(types);
  const operand: Expression = { kind: 'load', access: randomAccess(choose, dims, type), dtype: type };
  const negated: Expression = { kind: 'apply', fn: 'neg', operands: [operand], dtype: type };
  const other = choose.chance(0.5) ? randomAccess(choose, dims, type) : operand.access;
  const product: Expression = {
    kind: 'apply',
    fn: choose.of(['mul', 'add'] as const),
    operands: [operand, { kind: 'load', access: other, dtype: type }],
    dtype: type,
  };
  const value = type === 'bool' ? operand : choose.of([operand, negated, product]);
  const bare: Expression = { kind: 'result', dtype: type };
  const epilogue = choose.chance(0.4)
    ? bare
    : randomExpression({ choose, dims, result: type, still: reduced }, result, 3);
  const dtype = epilogue === bare ? type : result;
  const out = randomAccess(choose, kept, dtype, false);
  return caseOf(choose, [{ kind: 'reduce', fn, dims, reduced, value, epilogue, out }], true);
}

export function randomArgReduce(choose: Chooser): Case {
  const dims = randomDims(choose, 1 + choose.below(4));
  const axis = choose.below(dims.length);
  const reduced = dims.map((_, dim) => dim === axis);
  const dtype = choose.of(['float32', 'int32'] as const);
  const value: Expression = { kind: 'load', access: randomAccess(choose, dims, dtype), dtype };
  const kept = dims.map((size, dim) => (dim === axis ? 1 : size));
  const out = randomAccess(choose, kept, 'int32', false);
  return caseOf(choose, [{ kind: 'argReduce', fn: choose.of(['max', 'min']), dims, reduced, value, out }], true);
}

export function randomMatmul(choose: Chooser): Case {
  const batch = randomDims(choose, choose.below(3), 12);
  const [rows, columns, depth] = [0, 1, 2].map(() => choose.of([1, 2, 3, 4, 5, 8, 9, 17, 40])) as [
    number,
    number,
    number,
  ];
  const dims = [...batch, rows, columns];
  /** Contiguous along one of its last axes, as plans have them; batch axes as they come. */
  const operand = (last: readonly [number, number], sizes: readonly [number, number]): MatmulKernel['a'] => {
    const turned = choose.chance(0.5);
    const matrix = sizes[0] * sizes[1];
    const outer = randomAccess(choose, batch, 'float32');
    const strides = [...outer.strides.map((stride) => stride * matrix), 0, 0, 0];
    strides[last[0]] = turned ? 1 : sizes[1];
    strides[last[1]] = turned ? sizes[0] : 1;
    const buffer = { ...outer.buffer, size: outer.buffer.size * matrix, shape: [outer.buffer.size * matrix] };
    return { buffer, offset: outer.offset * matrix, strides };
  };
  const rank = dims.length;
  const a = operand([rank - 2, rank], [rows, depth]);
  const b = operand([rank, rank - 1], [depth, columns]);
  const dtype: DType = choose.of(types);
  const bare: Expression = { kind: 'result', dtype: 'float32' };
  const epilogue = choose.chance(0.3)
    ? bare
    : randomExpression({ choose, dims, result: 'float32', places: choose.chance(0.2) }, dtype, 3);
  const out = randomAccess(choose, dims, epilogue === bare ? 'float32' : dtype, false);
  return caseOf(choose, [{ kind: 'matmul', dims, depth, a, b, epilogue, out }], true);
}
