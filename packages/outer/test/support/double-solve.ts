/** Solves `[A | b]` in double precision, with row pivots. */
export function solveSystem(rows: readonly (readonly number[])[]): number[] {
  const system = rows.map((row) => Float64Array.from(row));
  const n = system.length;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(system[i]![k]!) > Math.abs(system[best]![k]!)) best = i;
    [system[k], system[best]] = [system[best]!, system[k]!];
    const pivot = system[k]!;
    for (let i = k + 1; i < n; i++) {
      const row = system[i]!;
      const factor = row[k]! / pivot[k]!;
      if (factor !== 0) for (let j = k; j <= n; j++) row[j] = row[j]! - factor * pivot[j]!;
    }
  }
  const found = new Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    const row = system[k]!;
    let sum = row[n]!;
    for (let j = k + 1; j < n; j++) sum -= row[j]! * found[j]!;
    found[k] = sum / row[k]!;
  }
  return found;
}

/** The `x` of the smallest `‖A x − b‖²`, and that smallest value, by Householder's reflections in double precision. */
export function leastSquares(
  a: readonly (readonly number[])[],
  b: readonly number[],
): { readonly solution: number[]; readonly residual: number } {
  const rows = a.map((row, i) => Float64Array.from([...row, b[i]!]));
  const n = a[0]!.length;
  for (let k = 0; k < n; k++) {
    const below = rows.slice(k);
    const length = Math.hypot(...below.map((row) => row[k]!));
    const normal = below.map((row, i) => row[k]! + (i === 0 ? Math.sign(row[k]!) * length : 0));
    const square = normal.reduce((sum, value) => sum + value * value, 0);
    for (let j = k; j <= n; j++) {
      const along = (2 * normal.reduce((sum, value, i) => sum + value * below[i]![j]!, 0)) / square;
      below.forEach((row, i) => (row[j] = row[j]! - along * normal[i]!));
    }
  }
  const solution = solveSystem(rows.slice(0, n).map((row, i) => [...row].map((value, j) => (j < i ? 0 : value))));
  return { solution, residual: rows.slice(n).reduce((sum, row) => sum + row[n]! ** 2, 0) };
}
