import type { Access, Expression } from '../../plan/plan.js';
import { accessFrom, collapse, expressionFrom, stridesIn } from '../loops/collapse.js';
import type { Strides } from '../loops/collapse.js';
import { byDistance, cheapest, vectorCost } from '../loops/order.js';

/** A loop whose dimensions are in part reduced. */
export interface Reducing {
  readonly dims: readonly number[];
  readonly reduced: readonly boolean[];
  readonly value: Expression;
  readonly epilogue: Expression;
  readonly out: Access;
}

/** The same with the kept dimensions first, joined where that is one walk. */
export interface Arranged extends Omit<Reducing, 'reduced'> {
  /** How many dimensions are kept. The last kept or the last reduced one is where vectors run. */
  readonly kept: number;
  readonly vectorsAlongKept: boolean;
}

/** The walk that tells in which order to go: that of the operand that moves farthest. */
function leading(value: Expression, dims: readonly number[]): Strides {
  const reach = (strides: Strides): number =>
    strides.reduce((sum, stride, dim) => sum + Math.abs(stride) * ((dims[dim] as number) - 1), 0);
  const walks = stridesIn(value);
  return walks.reduce((a, b) => (reach(b) > reach(a) ? b : a), walks[0] ?? dims.map(() => 0));
}

/** @param keptOnly  vectors never run along what is reduced */
export function arrangeReduction({ dims, reduced, value, epilogue, out }: Reducing, keptOnly = false): Arranged {
  const all = [...dims.keys()];
  const walks = [...stridesIn(value), ...stridesIn(epilogue), out.strides];
  const kept = collapse(
    dims,
    byDistance(
      all.filter((dim) => reduced[dim] !== true),
      out.strides,
    ),
    walks,
  );
  const inner = collapse(
    dims,
    byDistance(
      all.filter((dim) => reduced[dim] === true),
      leading(value, dims),
    ),
    walks,
  );
  const sizes = [...kept.sizes, ...inner.sizes];
  const from = [...kept.from, ...inner.from];
  const isKept = (at: number): boolean => at < kept.sizes.length;
  const [expression, stored] = [expressionFrom(value, from), accessFrom(out, from).strides];
  const still = stored.map(() => 0);
  const candidates = [...from.keys()].filter((at) => !keptOnly || isKept(at)).reverse();
  const vector = cheapest(candidates, (at) =>
    vectorCost(expression, isKept(at) ? still : stored.map(() => 1), sizes[at] as number, at),
  );
  const along = vector === undefined || isKept(vector);
  // Rows of results that are put together lane by lane lie next to one another where the out does.
  const rows = along ? vector : [...kept.sizes.keys()].at(-1);
  const last = (list: readonly number[], at: number | undefined): number[] =>
    at === undefined ? [...list] : [...list.filter((each) => each !== at), at];
  const [outer, deep] = [[...from.keys()].filter(isKept), [...from.keys()].filter((at) => !isKept(at))];
  const order = [...last(outer, rows), ...(along ? deep : last(deep, vector))];
  const inOrder = order.map((at) => from[at] as number);
  return {
    dims: order.map((at) => sizes[at] as number),
    kept: outer.length,
    vectorsAlongKept: along,
    value: expressionFrom(value, inOrder),
    epilogue: expressionFrom(epilogue, inOrder),
    out: accessFrom(out, inOrder),
  };
}
