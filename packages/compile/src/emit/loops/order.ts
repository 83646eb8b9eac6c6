import { definitionOf } from '../../graph/functions.js';
import type { Expression } from '../../plan/plan.js';
import type { Strides } from './collapse.js';
import { stridesIn } from './collapse.js';

const lanes = 4;

/** Dimensions by how far something moves along them, the farthest first. */
export const byDistance = (dims: readonly number[], strides: Strides): readonly number[] =>
  [...dims].sort((a, b) => Math.abs(strides[b] as number) - Math.abs(strides[a] as number) || a - b);

/** Rough cost of a vector of an expression, beside an addition, without its loads. */
export const operationCost = (expression: Expression): number =>
  expression.kind === 'apply'
    ? expression.operands.reduce((sum, operand) => sum + operationCost(operand), definitionOf(expression.fn).cost)
    : 0;

/** Of reading or writing a vector whose lanes are so far apart. */
const accessCost = (stride: number): number => (stride === 0 ? 0.25 : stride === 1 ? 1 : lanes + 0.5);

/** Rough cost for each place of the vectors along a dimension: what lies apart is moved lane by lane, and lanes may be empty. */
export function vectorCost(expression: Expression, stored: Strides, size: number, dim: number): number {
  const moved = [...stridesIn(expression), stored].map((strides) => accessCost(strides[dim] as number));
  const vector = moved.reduce((sum, cost) => sum + cost, operationCost(expression));
  return (vector * Math.ceil(size / lanes)) / size;
}

/** The cheapest of some dimensions, the last of several. */
export function cheapest(dims: readonly number[], cost: (dim: number) => number): number | undefined {
  let best: number | undefined;
  for (const dim of dims) if (best === undefined || cost(dim) <= cost(best)) best = dim;
  return best;
}
