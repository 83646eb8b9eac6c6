import type { FunctionBuilder } from '@innerloop/codegen';
import type { Value } from './value.js';

const isProduct = (value: Value | undefined): value is Value =>
  value?.expression.kind === 'apply' && value.expression.fn === 'mul' && value.form === 'float';

/**
 * Emits `a·b + c` and `c − a·b` as one instruction of relaxed SIMD and returns true, or emits nothing.
 *
 * @param mayVanish  whether a product is needed for nothing else
 */
export function fused(
  f: FunctionBuilder,
  value: Value,
  emit: (operand: Value) => void,
  mayVanish: (product: Value) => boolean,
): boolean {
  const { expression, form, operands } = value;
  if (expression.kind !== 'apply' || form !== 'float') return false;
  const [left, right] = operands;
  const isFused = (operand: Value | undefined): operand is Value => isProduct(operand) && mayVanish(operand);
  const multiplied = (product: Value, other: Value | undefined): void => {
    for (const operand of [...product.operands, other]) if (operand !== undefined) emit(operand);
    f.f32x4(expression.fn === 'add' ? 'relaxedMadd' : 'relaxedNmadd');
  };
  if (expression.fn === 'add' && isFused(left)) multiplied(left, right);
  else if ((expression.fn === 'add' || expression.fn === 'sub') && isFused(right)) multiplied(right, left);
  else return false;
  return true;
}
