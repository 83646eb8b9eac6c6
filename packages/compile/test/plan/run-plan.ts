import { definitionOf } from '../../src/graph/functions.js';
import type { Values } from '../../src/graph/node.js';
import { rounded } from '../../src/build/constants.js';
import type { Access, Buffer, Expression, Kernel, Plan } from '../../src/plan/plan.js';
import { evaluators } from '../reference/evaluators.js';
import { forEachPlace } from '../reference/places.js';

export type Memory = Map<Buffer, Values>;

export const empty = ({ size, dtype }: Buffer): Values =>
  dtype === 'float32' ? new Float32Array(size).fill(NaN) : new Int32Array(size).fill(-7);

const at = ({ offset, strides }: Access, place: readonly number[]): number =>
  strides.reduce((sum, stride, dim) => sum + stride * (place[dim] ?? 0), offset);

function read(memory: Memory, access: Access, place: readonly number[]): number {
  const value = memory.get(access.buffer)?.[at(access, place)];
  if (value === undefined) throw new Error(`read outside of buffer ${access.buffer.id} at ${place.join()}`);
  return value;
}

function write(memory: Memory, access: Access, place: readonly number[], value: number): void {
  const values = memory.get(access.buffer) ?? empty(access.buffer);
  if (at(access, place) >= values.length || at(access, place) < 0) throw new Error('write outside');
  values[at(access, place)] = value;
  memory.set(access.buffer, values);
}

function valueOf(memory: Memory, expression: Expression, place: readonly number[], result = NaN): number {
  switch (expression.kind) {
    case 'load':
      return read(memory, expression.access, place);
    case 'number':
      return expression.value;
    case 'place':
      return expression.scales.reduce((sum, scale, dim) => sum + scale * (place[dim] ?? 0), expression.offset);
    case 'result':
      return result;
    case 'apply': {
      const operands = expression.operands.map((operand) => valueOf(memory, operand, place, result));
      return rounded(definitionOf(expression.fn).compute(...operands), expression.dtype);
    }
  }
}

const join = {
  sum: (a: number, b: number) => a + b,
  product: (a: number, b: number) => a * b,
  max: Math.max,
  min: Math.min,
};
const start = { sum: 0, product: 1, max: -Infinity, min: Infinity };

/** Calls `visit` for each place of the loop's kept dimensions with all places of the reduced ones. */
function eachKept(
  dims: readonly number[],
  reduced: readonly boolean[],
  visit: (place: readonly number[], along: readonly (readonly number[])[]) => void,
): void {
  forEachPlace(
    dims.map((size, dim) => (reduced[dim] === true ? 1 : size)),
    (kept) => {
      const along: number[][] = [];
      forEachPlace(
        dims.map((size, dim) => (reduced[dim] === true ? size : 1)),
        (inner) => along.push(inner.map((place, dim) => place + (kept[dim] as number))),
      );
      visit([...kept], along);
    },
  );
}

/** The node-level evaluator of a kernel that works on whole buffers. */
function wholesale(memory: Memory, kernel: Kernel): void {
  const values = (buffer: Buffer): Values => memory.get(buffer) as Values;
  const node = (op: string, out: Buffer, inputs: readonly (readonly number[])[], more: object): never =>
    ({ op, shape: out.shape, dtype: out.dtype, inputs: inputs.map((shape) => ({ shape })), ...more }) as never;
  const store = (out: Buffer, result: ArrayLike<number>): void => {
    const target = empty(out);
    target.set(Array.from(result));
    memory.set(out, target);
  };
  switch (kernel.kind) {
    case 'im2col':
    case 'col2im': {
      store(
        kernel.out,
        evaluators[kernel.kind](node(kernel.kind, kernel.out, [kernel.source.shape], kernel), [values(kernel.source)]),
      );
      return;
    }
    case 'solve': {
      const inputs = [kernel.matrices, kernel.sides];
      const shapes = inputs.map(({ shape }) => shape);
      store(kernel.out, evaluators.solve(node('solve', kernel.out, shapes, {}), inputs.map(values)));
      return;
    }
    case 'gather':
    case 'scatter': {
      const shape = [kernel.kind === 'gather' ? kernel.rows : kernel.count, kernel.width];
      const out = { ...kernel.out, shape: [kernel.kind === 'gather' ? kernel.count : kernel.rows, kernel.width] };
      store(
        kernel.out,
        evaluators[kernel.kind](node(kernel.kind, out, [shape, [kernel.count]], {}), [
          values(kernel.source),
          values(kernel.indices),
        ]),
      );
      return;
    }
    case 'cumulate': {
      const out = { ...kernel.out, shape: [kernel.outer, kernel.length] };
      store(kernel.out, evaluators.cumulate(node('cumulate', out, [out.shape], kernel), [values(kernel.source)]));
      return;
    }
    case 'allGather': {
      store(kernel.out, values(kernel.source));
      return;
    }
    default:
      throw new Error(kernel.kind);
  }
}

export function runKernel(memory: Memory, kernel: Kernel): void {
  switch (kernel.kind) {
    case 'map': {
      forEachPlace(kernel.dims, (place) => write(memory, kernel.out, place, valueOf(memory, kernel.value, place)));
      return;
    }
    case 'reduce': {
      eachKept(kernel.dims, kernel.reduced, (kept, along) => {
        const result = along.reduce(
          (sum, place) => join[kernel.fn](sum, valueOf(memory, kernel.value, place)),
          start[kernel.fn],
        );
        write(memory, kernel.out, kept, valueOf(memory, kernel.epilogue, kept, Math.fround(result)));
      });
      return;
    }
    case 'argReduce': {
      eachKept(kernel.dims, kernel.reduced, (kept, along) => {
        const values = along.map((place) => valueOf(memory, kernel.value, place));
        const extreme = kernel.fn === 'max' ? Math.max(...values) : Math.min(...values);
        write(memory, kernel.out, kept, values.indexOf(extreme));
      });
      return;
    }
    case 'matmul': {
      forEachPlace(kernel.dims, (place) => {
        let sum = 0;
        for (let k = 0; k < kernel.depth; k++)
          sum += read(memory, kernel.a, [...place, k]) * read(memory, kernel.b, [...place, k]);
        write(memory, kernel.out, place, valueOf(memory, kernel.epilogue, place, Math.fround(sum)));
      });
      return;
    }
    default: {
      wholesale(memory, kernel);
      return;
    }
  }
}

/** Runs a plan by plain loops: what its kernels mean, without code or addresses. */
export function runPlan(plan: Plan, inputs: readonly Values[]): readonly Values[] {
  const memory: Memory = new Map(plan.inputs.map((buffer, i) => [buffer, inputs[i] as Values]));
  for (const { buffer, values } of plan.constants)
    memory.set(buffer, typeof values === 'number' ? empty(buffer).fill(values) : values);
  for (const kernel of plan.kernels) runKernel(memory, kernel);
  return plan.outputs.map((buffer) => memory.get(buffer) ?? empty(buffer));
}
