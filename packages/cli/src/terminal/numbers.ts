/** A number with three significant digits. */
export const significant = (value: number): string =>
  Number.isFinite(value) ? Number(value.toPrecision(3)).toString() : String(value);
