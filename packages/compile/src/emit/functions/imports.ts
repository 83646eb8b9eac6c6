import type { FunctionBuilder, ImportedFunction, Local } from '@innerloop/codegen';
import { definitionOf, mapFunctions } from '../../graph/functions.js';
import type { MapFunction } from '../../graph/functions.js';
import type { Expression, Kernel } from '../../plan/plan.js';
import type { Form } from '../values/value.js';
import { isImported } from './operand-forms.js';

/** What a module may import as `env.NAME`: numbers in, a number out, the host's `mapFunctions[NAME].compute`. */
export const importedFunctions: readonly MapFunction[] = (Object.keys(mapFunctions) as MapFunction[]).filter((fn) =>
  isImported({ kind: 'apply', fn, operands: [{ kind: 'number', value: 0, dtype: 'int32' }], dtype: 'int32' }),
);

const importedIn = (expression: Expression): readonly MapFunction[] =>
  expression.kind !== 'apply'
    ? []
    : [...expression.operands.flatMap(importedIn), ...(isImported(expression) ? [expression.fn] : [])];

function expressionsOf(kernel: Kernel): readonly Expression[] {
  if (kernel.kind === 'map' || kernel.kind === 'argReduce') return [kernel.value];
  if (kernel.kind === 'reduce') return [kernel.value, kernel.epilogue];
  return kernel.kind === 'matmul' ? [kernel.epilogue] : [];
}

/** The functions that kernels need from the host, in the order in which their module imports them. */
export const importsOf = (kernels: readonly Kernel[]): readonly MapFunction[] => [
  ...new Set(kernels.flatMap(expressionsOf).flatMap(importedIn)),
];

export const importOf = (fn: MapFunction): ImportedFunction => ({ name: fn, arity: definitionOf(fn).arity });

/** Leaves a function of the operands on the stack that the host computes, lane by lane, of the lanes that exist. */
export function emitCalls(
  f: FunctionBuilder,
  position: number,
  operands: readonly Local[],
  forms: { readonly operand: Form; readonly result: Form },
  lanes: number,
): void {
  const [from, to] = [forms.operand === 'float' ? 'f32' : 'i32', forms.result === 'float' ? 'f32' : 'i32'] as const;
  f.v128Integers(0);
  for (let lane = 0; lane < lanes; lane++) {
    for (const operand of operands) {
      f.get(operand);
      if (from === 'f32') f.extract(lane);
      else f.extractInteger(lane);
      f.toFloat64(from);
    }
    f.call(position).ofFloat64(to);
    if (to === 'f32') f.replace(lane);
    else f.replaceInteger(lane);
  }
}
