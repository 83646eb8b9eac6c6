import { solveSystem } from './double-solve.js';

/** Numbers of one task, in double precision: `z [n, d]` and `classOf [n]`, from 0 to `ways`. */
export interface SvmTask {
  readonly z: readonly (readonly number[])[];
  readonly classOf: readonly number[];
  readonly ways: number;
  readonly bound: number;
  readonly jitter: number;
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** `t` such that `Σ min(v + t, upper) = 0`, by bisection to the last digit. */
function shiftOf(v: readonly number[], upper: readonly number[]): number {
  let [low, high] = [-1e9, 1e9];
  for (let step = 0; step < 200; step++) {
    const t = (low + high) / 2;
    if (v.reduce((sum, x, m) => sum + Math.min(x + t, upper[m]!), 0) > 0) high = t;
    else low = t;
  }
  return (low + high) / 2;
}

interface Problem {
  readonly gram: readonly (readonly number[])[];
  readonly upper: readonly (readonly number[])[];
  readonly task: SvmTask;
}

const slopesAt = ({ gram, task }: Problem, alpha: readonly (readonly number[])[], i: number): number[] =>
  Array.from({ length: task.ways }, (_, m) =>
    gram[i]!.reduce((sum, g, j) => sum + g * alpha[j]![m]!, task.classOf[i] === m ? -1 : 0),
  );

/** One row after the other to its minimum with the others held: Crammer and Singer's own algorithm. */
function sweep(problem: Problem, alpha: number[][]): void {
  alpha.forEach((row, i) => {
    const own = problem.gram[i]![i]!;
    const target = slopesAt(problem, alpha, i).map((slope, m) => row[m]! - slope / own);
    const shift = shiftOf(target, problem.upper[i]!);
    alpha[i] = target.map((x, m) => Math.min(x + shift, problem.upper[i]![m]!));
  });
}

/** The stationary point whose entries are at their bounds where `free` is false: the KKT system with a multiplier a row. */
function stationary({ gram, upper, task }: Problem, free: readonly (readonly boolean[])[]): number[][] {
  const [n, k] = [gram.length, task.ways];
  const size = n * k + n;
  const matrix = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  for (let i = 0; i < n; i++)
    for (let m = 0; m < k; m++) {
      const row = matrix[i * k + m]!;
      matrix[n * k + i]![i * k + m] = 1;
      if (!free[i]![m]!) [row[i * k + m], row[size]] = [1, upper[i]![m]!];
      else {
        for (let j = 0; j < n; j++) row[j * k + m] = gram[i]![j]!;
        row[n * k + i] = 1;
        row[size] = task.classOf[i] === m ? 1 : 0;
      }
    }
  const found = solveSystem(matrix);
  return gram.map((_, i) => found.slice(i * k, (i + 1) * k));
}

/** Whether a stationary point is the minimum: feasible, and slopes at bounds are below the free ones. How clearly, in shares of each. */
function marginOf(
  problem: Problem,
  alpha: readonly (readonly number[])[],
  free: readonly (readonly boolean[])[],
): number {
  const sizes = Math.max(...alpha.flat().map(Math.abs));
  return Math.min(
    ...alpha.map((row, i) => {
      const slopes = slopesAt(problem, alpha, i);
      const level = slopes.reduce((sum, s, m) => (free[i]![m]! ? sum + s : sum), 0) / free[i]!.filter(Boolean).length;
      return Math.min(...row.map((x, m) => (free[i]![m]! ? (problem.upper[i]![m]! - x) / sizes : level - slopes[m]!)));
    }),
  );
}

export interface SvmReference {
  readonly alpha: readonly (readonly number[])[];
  /** How far from a change of the set at bounds: near zero the derivative jumps. */
  readonly margin: number;
  readonly atBound: number;
}

/** The duals of Crammer and Singer's program in double precision: sweeps until the set at the bounds is right, then its KKT system. */
export function svmReference(task: SvmTask): SvmReference {
  const { z, classOf, ways, bound, jitter } = task;
  const gram = z.map((a, i) => z.map((b, j) => dot(a, b) + (i === j ? jitter : 0)));
  const upper = classOf.map((c) => Array.from({ length: ways }, (_, m) => (c === m ? bound : 0)));
  const problem = { gram, upper, task };
  const alpha = z.map(() => new Array<number>(ways).fill(0));
  for (let round = 0; round < 400; round++) {
    for (let turn = 0; turn < 25; turn++) sweep(problem, alpha);
    const free = alpha.map((row, i) => row.map((x, m) => x < upper[i]![m]!));
    const exact = stationary(problem, free);
    const margin = marginOf(problem, exact, free);
    const atBound = classOf.filter((c, i) => !free[i]![c]!).length / classOf.length;
    if (margin > 0) return { alpha: exact, margin, atBound };
  }
  throw new Error('svmReference: no minimum was found; take another task.');
}

/** Cross-entropy of the queries `[q, d]` of class `queryOf`, the mean, and their logits. */
export function svmLoss(
  task: SvmTask,
  alpha: readonly (readonly number[])[],
  query: readonly (readonly number[])[],
  queryOf: readonly number[],
): { readonly logits: number[][]; readonly loss: number } {
  const logits = query.map((q) => {
    const products = task.z.map((z) => dot(z, q));
    return Array.from({ length: task.ways }, (_, m) => products.reduce((sum, p, i) => sum + p * alpha[i]![m]!, 0));
  });
  const losses = logits.map((row, i) => {
    const most = Math.max(...row);
    return most + Math.log(row.reduce((sum, x) => sum + Math.exp(x - most), 0)) - row[queryOf[i]!]!;
  });
  return { logits, loss: losses.reduce((sum, x) => sum + x, 0) / losses.length };
}
