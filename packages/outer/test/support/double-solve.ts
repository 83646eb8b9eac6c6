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
