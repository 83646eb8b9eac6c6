/**
 * Undoes the filters of PNG's lines, in place. Every line is a byte that names its filter, and bytes that are differences to what stands
 * `step` bytes to the left, above, or both.
 *
 * @returns false if a line names a filter that there is not
 * @see PNG specification, third edition, §9
 */
export function unfilter(lines: Uint8Array, stride: number, step: number): boolean {
  for (let start = 0; start < lines.length; start += stride + 1) {
    const [from, end] = [start + 1, start + 1 + stride];
    const above = start === 0 ? undefined : stride + 1;
    switch (lines[start]) {
      case 0:
        break;
      case 1:
        addLeft(lines, from + step, end, step);
        break;
      case 2:
        if (above !== undefined) addLeft(lines, from, end, above);
        break;
      case 3:
        addMean(lines, from, end, step, above);
        break;
      case 4:
        if (above === undefined) addLeft(lines, from + step, end, step);
        else addPaeth(lines, from, end, step, above);
        break;
      default:
        return false;
    }
  }
  return true;
}

/** Adds the byte `back` bytes before: the left neighbour, or the one above. */
function addLeft(lines: Uint8Array, from: number, end: number, back: number): void {
  for (let at = from; at < end; at += 1) lines[at] = (lines[at] as number) + (lines[at - back] as number);
}

function addMean(lines: Uint8Array, from: number, end: number, step: number, above: number | undefined): void {
  for (let at = from; at < end; at += 1) {
    const left = at - step < from ? 0 : (lines[at - step] as number);
    const up = above === undefined ? 0 : (lines[at - above] as number);
    lines[at] = (lines[at] as number) + ((left + up) >> 1);
  }
}

function addPaeth(lines: Uint8Array, from: number, end: number, step: number, above: number): void {
  for (let at = from; at < end; at += 1) {
    const inside = at - step >= from;
    const left = inside ? (lines[at - step] as number) : 0;
    const corner = inside ? (lines[at - above - step] as number) : 0;
    lines[at] = (lines[at] as number) + nearestOf(left, lines[at - above] as number, corner);
  }
}

/** Of the three neighbours the one that is nearest to `left + up − corner`, in this order if they are equally near. */
function nearestOf(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
