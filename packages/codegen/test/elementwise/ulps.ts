const unitAt = (x: number): number => Math.max(2 ** (Math.floor(Math.log2(Math.abs(x))) - 23), 2 ** -149);

/** How many units in the last place a float32 is away from a number; a wrong NaN or infinity is infinitely far. */
export function unitsApart(found: number, wanted: number): number {
  const rounded = Math.fround(wanted);
  if (found === rounded || (Number.isNaN(found) && Number.isNaN(rounded))) return 0;
  if (!Number.isFinite(found) && Number.isFinite(wanted) && Math.abs(wanted) > 3.4028e38) return 1;
  return Number.isFinite(found) && Number.isFinite(wanted) ? Math.abs(found - wanted) / unitAt(wanted) : Infinity;
}
