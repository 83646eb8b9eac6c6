import type { Expression } from '../plan/plan.js';

/** An expression whose equal parts are one. */
export interface Dag {
  /** Operands come before what uses them; the value is the last. */
  readonly nodes: readonly DagNode[];
}

export interface DagNode {
  readonly expression: Expression;
  readonly operands: readonly number[];
  /** How often it is asked for. */
  readonly uses: number;
}

function ownKey(expression: Expression): string {
  switch (expression.kind) {
    case 'load':
      return `b${expression.access.buffer.id}+${expression.access.offset}[${expression.access.strides.join()}]${expression.dtype}`;
    case 'number':
      return `${Object.is(expression.value, -0) ? '-0' : expression.value}${expression.dtype}`;
    case 'place':
      return `p${expression.offset}[${expression.scales.join()}]${expression.dtype}`;
    case 'apply':
      return `${expression.fn}:${expression.dtype}`;
    case 'result':
      return 'result';
  }
}

/** Finds equal parts. */
export function dagOf(value: Expression): Dag {
  const nodes: { expression: Expression; operands: number[]; uses: number }[] = [];
  const known = new Map<string, number>();
  const visit = (expression: Expression): number => {
    const operands = expression.kind === 'apply' ? expression.operands.map(visit) : [];
    const key = `${ownKey(expression)}(${operands.join()})`;
    const found = known.get(key);
    if (found !== undefined) return found;
    for (const operand of operands) (nodes[operand] as { uses: number }).uses++;
    nodes.push({ expression, operands, uses: 0 });
    known.set(key, nodes.length - 1);
    return nodes.length - 1;
  };
  const root = visit(value);
  (nodes[root] as { uses: number }).uses++;
  return { nodes };
}
