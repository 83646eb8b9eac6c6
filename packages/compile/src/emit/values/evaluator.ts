import type { FunctionBuilder, Local } from '@innerloop/codegen';
import type { Expression } from '../../plan/plan.js';
import type { EmitContext } from '../context.js';
import { emitCalls } from '../functions/imports.js';
import { convert } from '../functions/mask.js';
import { casts, operandForm, vectorFunction } from '../functions/operand-forms.js';
import type { VectorFunction } from '../functions/vector-function.js';
import type { Site } from '../loops/blocks.js';
import { fused } from './fused.js';
import { registersOf } from './registers.js';
import type { Form, Value, Values } from './value.js';

type Leaf = Extract<Expression, { kind: 'load' | 'place' | 'result' }>;
type Apply = Extract<Expression, { kind: 'apply' }>;

/** Leaves an element for each lane of a site on the stack. */
export type EmitLeaf = (leaf: Leaf, site: Site) => void;

/** Emits the vectors of an expression. */
export interface Evaluator {
  readonly root: Value;
  /** Leaves the vector of a value on the stack. */
  readonly emit: (value: Value, site: Site, form?: Form) => void;
  /** Computes values before the body, which does not compute them again. */
  readonly holding: (values: readonly Value[], site: Site, body: () => void) => void;
  /** Computes values that are not computed again from here on. */
  readonly keep: (values: readonly Value[], site: Site) => void;
  /** Runs the body; what it computed more than once is forgotten after it. */
  readonly scope: (body: () => void) => void;
}

/** A value at a site: sites that differ along other dimensions than it are the same to it. */
const keyOf = ({ id, varies }: Value, { shift }: Site): string =>
  `${id}:${shift.map((steps, dim) => (varies[dim] === true ? steps : 0)).join()}`;

export function evaluatorOf(f: FunctionBuilder, values: Values, leaf: EmitLeaf, context: EmitContext): Evaluator {
  const known = new Map<string, Local>();
  const registers = registersOf(f);
  const begun = new Map<VectorFunction, (...operands: readonly Local[]) => void>();
  const isUsedAgain = (value: Value): boolean =>
    value.expression.kind !== 'number' && value.expression.kind !== 'result' && values.usersOf(value).length > 1;

  function emit(value: Value, site: Site, form: Form = value.form): void {
    const key = keyOf(value, site);
    const held = known.get(key);
    if (held !== undefined) f.get(held);
    else {
      compute(value, site);
      if (isUsedAgain(value)) {
        const local = registers.take();
        known.set(key, local);
        f.tee(local);
      }
    }
    convert(f, value.form, form);
  }

  function compute(value: Value, site: Site): void {
    const { expression } = value;
    if (expression.kind === 'number') {
      if (expression.dtype === 'float32') f.v128Const(expression.value);
      else f.v128Integers(expression.value);
    } else if (expression.kind === 'apply') apply(expression, value, site);
    else leaf(expression, site);
  }

  /** Operands in variables while the body uses them. */
  function withLocals(
    operands: readonly Value[],
    form: Form,
    site: Site,
    body: (locals: readonly Local[]) => void,
  ): void {
    const taken: Local[] = [];
    const locals = operands.map((operand) => {
      emit(operand, site, form);
      const local = registers.take();
      taken.push(local);
      f.set(local);
      return local;
    });
    body(locals);
    taken.forEach(registers.give);
  }

  function apply(expression: Apply, value: Value, site: Site): void {
    const { operands } = value;
    const cast = casts[expression.fn];
    const form = operandForm(expression);
    if (cast !== undefined) {
      emit(operands[0] as Value, site, cast);
      return;
    }
    if (expression.fn === 'select') {
      const [condition, a, b] = operands as readonly [Value, Value, Value];
      emit(a, site, value.form);
      emit(b, site, value.form);
      emit(condition, site, 'mask');
      f.v128('bitselect');
      return;
    }
    const mayVanish = (product: Value): boolean => !isUsedAgain(product) && !known.has(keyOf(product, site));
    if (context.relaxed && fused(f, value, (operand) => emit(operand, site), mayVanish)) return;
    const code = vectorFunction(expression);
    if (code === undefined) {
      const forms = { operand: form, result: value.form === 'mask' ? 'integer' : value.form } as const;
      withLocals(operands, form, site, (locals) =>
        emitCalls(f, context.positionOf(expression.fn), locals, forms, site.lanes),
      );
      convert(f, forms.result, value.form);
    } else if ('onStack' in code) {
      for (const operand of operands) emit(operand, site, form);
      code.onStack(f);
    } else {
      const compute = begun.get(code) ?? code.ofLocals(f);
      begun.set(code, compute);
      withLocals(operands, form, site, (locals) => compute(...locals));
    }
  }

  function scope(body: () => void): void {
    const before = new Set(known.keys());
    body();
    for (const [key, local] of known) {
      if (before.has(key)) continue;
      known.delete(key);
      registers.give(local);
    }
  }

  function keep(kept: readonly Value[], site: Site): void {
    for (const value of kept) {
      const key = keyOf(value, site);
      if (known.has(key)) continue;
      emit(value, site);
      const local = registers.take();
      known.set(key, local);
      f.set(local);
    }
  }

  const holding = (held: readonly Value[], site: Site, body: () => void): void =>
    scope(() => {
      keep(held, site);
      body();
    });

  return { root: values.root, emit, keep, holding, scope };
}
