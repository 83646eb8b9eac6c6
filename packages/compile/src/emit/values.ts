import type { FunctionBuilder, Local } from '@innerloop/codegen';
import type { MapFunction } from '../graph/functions.js';
import type { DType } from '../graph/node.js';
import type { Expression } from '../plan/plan.js';
import type { Dag, DagNode } from './dag.js';
import { dagOf } from './dag.js';
import { maskOperations, testOperation, valueOperation } from './functions.js';
import type { Host } from './host.js';
import { emitByHost } from './host.js';

/** How the leaves of an expression get on the stack; all else is the same in every kernel. */
export interface Leaves {
  readonly load: (load: Extract<Expression, { kind: 'load' }>) => void;
  readonly place: (place: Extract<Expression, { kind: 'place' }>) => void;
  readonly result: () => void;
}

/** Leaves the value of an expression, four elements, on the stack: truth values as the integers 0 and 1. */
export type EmitValue = (leaves: Leaves) => void;

/** Whether a truth value is known as a mask before it is a number. */
function isTest(node: DagNode, dag: Dag): boolean {
  const { expression } = node;
  if (expression.kind !== 'apply' || expression.dtype !== 'bool') return false;
  return maskEmitter(expression.fn, operandType(node, dag)) !== undefined;
}

const operandType = ({ operands }: DagNode, { nodes }: Dag): DType =>
  (nodes[operands.at(-1) ?? 0] as DagNode).expression.dtype;

const maskEmitter = (fn: MapFunction, operand: DType) =>
  operand === 'bool' ? maskOperations[fn] : testOperation(fn, operand);

/** The functions of an expression that the host must compute. */
export function hostFunctions(value: Expression): readonly MapFunction[] {
  const dag = dagOf(value);
  return dag.nodes.flatMap((node) => {
    const { expression } = node;
    if (expression.kind !== 'apply' || expression.fn === 'select') return [];
    const operand = operandType(node, dag);
    const known =
      isTest(node, dag) ||
      valueOperation(expression.fn, operand) !== undefined ||
      (operand === 'bool' && isWidening(expression.fn));
    return known ? [] : [expression.fn];
  });
}

const isWidening = (fn: MapFunction): boolean => fn === 'toFloat32' || fn === 'toInt32';

/**
 * Prepares an expression: numbers are put in registers once, before all loops. What it gives emits the expression each time it is called;
 * equal parts are computed once a time.
 */
export function prepare(f: FunctionBuilder, value: Expression, host: Host, relaxed: boolean): EmitValue {
  const dag = dagOf(value);
  const { nodes } = dag;
  const kept = new Map<number, Local>();
  const constants = new Map<number, Local>();
  nodes.forEach(({ expression }, at) => {
    if (expression.kind !== 'number') return;
    const local = f.local('v128');
    if (expression.dtype === 'float32') f.v128Const(expression.value);
    else f.v128Integers(expression.value);
    f.set(local);
    constants.set(at, local);
  });
  const registers = new Map<string, Local>();
  const register = (key: string): Local => {
    const found = registers.get(key) ?? f.local('v128');
    registers.set(key, found);
    return found;
  };

  return (leaves) => {
    kept.clear();
    const nodeAt = (at: number): DagNode => nodes[at] as DagNode;
    /** In a register of its own. */
    const local = (at: number, form: 'value' | 'mask'): Local => {
      const constant = constants.get(at);
      if (constant !== undefined && form === 'value') return constant;
      const key = form === 'value' ? at : -1 - at;
      const found = kept.get(key);
      if (found !== undefined) return found;
      const into = register(`${form}${at}`);
      if (form === 'value') compute(at);
      else mask(at);
      f.set(into);
      kept.set(key, into);
      return into;
    };
    const push = (at: number): void => {
      if (constants.has(at) || nodeAt(at).uses > 1) f.get(local(at, 'value'));
      else compute(at);
    };
    const mask = (at: number): void => {
      const node = nodeAt(at);
      const { expression } = node;
      if (!isTest(node, dag) || expression.kind !== 'apply') {
        push(at);
        f.v128Integers(0).i32x4('ne');
        return;
      }
      const operand = operandType(node, dag);
      const form = operand === 'bool' ? 'mask' : 'value';
      const operands = node.operands.map((each) => local(each, form));
      maskEmitter(expression.fn, operand)?.(f, operands);
    };
    const madd = (node: DagNode): boolean => {
      if (
        !relaxed ||
        node.expression.kind !== 'apply' ||
        node.expression.fn !== 'add' ||
        node.expression.dtype !== 'float32'
      )
        return false;
      const product = node.operands.find((each) => {
        const { expression, uses } = nodeAt(each);
        return expression.kind === 'apply' && expression.fn === 'mul' && uses === 1;
      });
      if (product === undefined) return false;
      const other = node.operands.find((each) => each !== product);
      if (other === undefined) return false;
      const [a, b] = nodeAt(product).operands as readonly [number, number];
      push(a);
      push(b);
      push(other);
      f.f32x4('relaxedMadd');
      return true;
    };
    const apply = (at: number, fn: MapFunction, dtype: DType): void => {
      const node = nodeAt(at);
      if (fn === 'select') {
        const [condition, a, b] = node.operands as readonly [number, number, number];
        push(a);
        push(b);
        f.get(local(condition, 'mask')).v128('bitselect');
        return;
      }
      const operand = operandType(node, dag);
      if (isTest(node, dag)) {
        f.get(local(at, 'mask')).v128Integers(1).v128('and');
        return;
      }
      if (operand === 'bool' && isWidening(fn)) {
        f.get(local(node.operands[0] as number, 'mask'));
        if (fn === 'toFloat32') f.v128Const(1);
        else f.v128Integers(1);
        f.v128('and');
        return;
      }
      if (madd(node)) return;
      const operation = valueOperation(fn, operand);
      const operands = node.operands.map((each) => local(each, 'value'));
      if (operation !== undefined) operation(f, operands);
      else {
        const values = operands.map((each, i) => ({
          value: each,
          dtype: nodeAt(node.operands[i] as number).expression.dtype,
        }));
        emitByHost(f, host.placeOf(fn), values, dtype);
      }
    };
    const compute = (at: number): void => {
      const { expression } = nodeAt(at);
      switch (expression.kind) {
        case 'load':
          return leaves.load(expression);
        case 'place':
          return leaves.place(expression);
        case 'result':
          return leaves.result();
        case 'number':
          return void f.get(constants.get(at) as Local);
        case 'apply':
          return apply(at, expression.fn, expression.dtype);
      }
    };
    push(nodes.length - 1);
  };
}
