import { divisorUpTo } from '../loops/blocks.js';
import { costOf, staying } from '../values/value.js';
import type { Values } from '../values/value.js';

const lanes = 4;
/** Work of one turn of the innermost loop, in vector instructions: more of it is not faster, but slow to compile. */
const mostWork = 64;
const mostVectors = 10;
const mostRows = 5;

/** What one turn of the innermost loop computes: vectors along the last dimension, of rows along the one before it. */
export interface Turn {
  readonly rows: number;
  readonly vectors: number;
}

/** Vectors in one turn: all of a short loop, or a few. */
function vectorsPerTurn(vectors: number, affordable: number): number {
  if (vectors <= Math.min(mostVectors, affordable)) return Math.max(1, vectors);
  const most = Math.min(5, affordable);
  return divisorUpTo(vectors, most, Math.min(3, most)) ?? Math.min(4, most);
}

/** Rows are taken together where they share what is read along them. */
export function turnOf(dims: readonly number[], values: Values): Turn {
  const [row, column] = [dims.length - 2, dims.length - 1];
  const vectors = Math.floor((dims[column] ?? 1) / lanes);
  const affordable = (cost: number): number => Math.max(1, Math.floor(mostWork / cost));
  const cost = 1 + costOf(values);
  const shared = row < 0 ? [] : staying(values, [row]).filter(({ varies }) => varies[column] === true);
  const size = dims[row] ?? 1;
  const most = Math.min(mostRows, affordable(cost));
  const few = shared.length === 0 || most < 2;
  const rows = few ? 1 : (divisorUpTo(size, most, 2) ?? (size >= 4 * most ? most : 1));
  return { rows, vectors: vectorsPerTurn(vectors, affordable(cost * rows)) };
}
