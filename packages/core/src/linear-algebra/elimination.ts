import * as tf from '@tensorflow/tfjs-core';
import type { KernelBackend, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';

/** A system `[S | B]`, row by row: `n` columns of the matrix, then `m` of the right-hand sides. */
interface System {
  readonly n: number;
  readonly columns: number;
  readonly rows: Float64Array;
}

function load({ n, columns, rows }: System, a: Float32Array, b: Float32Array): void {
  const m = columns - n;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) rows[i * columns + j] = ((a[i * n + j] as number) + (a[j * n + i] as number)) / 2;
    for (let j = 0; j < m; j++) rows[i * columns + n + j] = b[i * m + j] as number;
  }
}

/** One over a pivot; NaN for one that is negative, as the square root in Cholesky's factorisation would be. */
const reciprocal = ({ columns, rows }: System, k: number): number =>
  1 / Math.sqrt(rows[k * columns + k] as number) ** 2;

/** Takes multiples of row `k` from the row `i`, in columns from `first` on. */
function subtract({ columns, rows }: System, i: number, k: number, factor: number, first: number): void {
  const [to, from] = [i * columns, k * columns];
  for (let j = first; j < columns; j++) rows[to + j] = (rows[to + j] as number) - factor * (rows[from + j] as number);
}

/** Upper triangular form: what is below the diagonal is left as it was, since a symmetric matrix has it above. */
function eliminate(system: System): void {
  const { n, columns, rows } = system;
  for (let k = 0; k < n; k++) {
    const inverse = reciprocal(system, k);
    for (let i = k + 1; i < n; i++) subtract(system, i, k, (rows[k * columns + i] as number) * inverse, i);
  }
}

/** Back substitution: the right-hand sides become the solutions. */
function substitute(system: System): void {
  const { n, columns, rows } = system;
  for (let k = n - 1; k >= 0; k--) {
    const inverse = reciprocal(system, k);
    for (let j = n; j < columns; j++) rows[k * columns + j] = (rows[k * columns + j] as number) * inverse;
    for (let i = 0; i < k; i++) subtract(system, i, k, rows[i * columns + k] as number, n);
  }
}

const valuesOf = ({ dataId }: TensorInfo, backend: object): Float32Array =>
  (backend as KernelBackend).readSync(dataId) as Float32Array;

/** `CholeskySolve` by plain loops in double precision, for backends whose values lie in the memory of the process. */
export const choleskySolveByLoops: KernelFunc = ({ inputs, backend }) => {
  const { a, b } = inputs as { readonly a: TensorInfo; readonly b: TensorInfo };
  const [batch, n, m] = b.shape as [number, number, number];
  const [matrices, sides] = [valuesOf(a, backend), valuesOf(b, backend)];
  const system: System = { n, columns: n + m, rows: new Float64Array(n * (n + m)) };
  const solutions = new Float32Array(batch * n * m);
  for (let task = 0; task < batch; task++) {
    load(system, matrices.subarray(task * n * n), sides.subarray(task * n * m));
    eliminate(system);
    substitute(system);
    for (let i = 0; i < n; i++)
      solutions.set(system.rows.subarray(i * (n + m) + n, (i + 1) * (n + m)), (task * n + i) * m);
  }
  return tf.tensor(solutions, [batch, n, m]);
};
