/**
 * Cuts a list into runs of at most as many as fit into memory beside each other, at least one.
 *
 * @param each       what one needs
 * @param available  what there is, in the same unit
 */
export function groupsThatFit<T>(all: readonly T[], each: number, available: number): readonly (readonly T[])[] {
  const size = Math.max(1, Math.floor(available / each));
  const count = Math.ceil(all.length / size);
  const even = Math.ceil(all.length / Math.max(1, count));
  return Array.from({ length: count }, (_, i) => all.slice(i * even, (i + 1) * even));
}
