import type { Expression } from '../../plan/plan.js';
import type { MapFunction } from '../../graph/functions.js';
import type { Form } from '../values/value.js';
import { floatFunctions, stepFromZero } from './float.js';
import { integerFunctions } from './integer.js';
import { maskFunctions } from './mask.js';
import type { VectorFunction } from './vector-function.js';

type Apply = Extract<Expression, { kind: 'apply' }>;

/** Casts are conversions of form and nothing else. */
export const casts: Partial<Readonly<Record<MapFunction, Form>>> = {
  toFloat32: 'float',
  toInt32: 'integer',
  toBool: 'mask',
};

/** In which form a function of elements takes its operands: floats if one of them is. */
export function operandForm({ fn, operands }: Apply): Form {
  if (maskFunctions[fn] !== undefined) return 'mask';
  return operands.some(({ dtype }) => dtype === 'float32') ? 'float' : 'integer';
}

const tables = { float: floatFunctions, integer: integerFunctions, mask: maskFunctions };

/** The vector code of a function, or undefined where the host computes it. */
export function vectorFunction(apply: Apply): VectorFunction | undefined {
  const form = operandForm(apply);
  const [, alpha] = apply.operands;
  if (apply.fn === 'step' && form === 'float' && alpha?.kind === 'number' && alpha.value === 0) return stepFromZero;
  return tables[form][apply.fn];
}

/** Whether the host computes it, lane by lane. */
export const isImported = (apply: Apply): boolean =>
  apply.fn !== 'select' && casts[apply.fn] === undefined && vectorFunction(apply) === undefined;
