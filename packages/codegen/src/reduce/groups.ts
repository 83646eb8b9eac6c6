/** Axes that lie together in memory and are either all reduced or all kept. */
export interface AxisGroup {
  readonly size: number;
  readonly reduced: boolean;
}

/** One pass over memory: `[outer, reduced, inner]` to `[outer, inner]`. */
export interface ReducePass {
  readonly outer: number;
  readonly reduced: number;
  readonly inner: number;
}

function groupAxes(shape: readonly number[], axes: readonly number[]): AxisGroup[] {
  const groups: AxisGroup[] = [];
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const reduced = axes.includes(axis);
    const last = groups.at(-1);
    if (last?.reduced === reduced) groups[groups.length - 1] = { size: last.size * size, reduced };
    else groups.push({ size, reduced });
  });
  return groups;
}

function sizeOf(groups: readonly AxisGroup[]): number {
  return groups.reduce((product, { size }) => product * size, 1);
}

/** The passes that reduce some axes of a shape, outermost group first: the first pass leaves the least for the others. */
export function reducePasses(shape: readonly number[], axes: readonly number[]): ReducePass[] {
  let groups = groupAxes(shape, axes);
  const passes: ReducePass[] = [];
  for (let at = groups.findIndex(({ reduced }) => reduced); at >= 0; at = groups.findIndex(({ reduced }) => reduced)) {
    const [before, after] = [groups.slice(0, at), groups.slice(at + 1)];
    passes.push({ outer: sizeOf(before), reduced: groups[at]?.size ?? 1, inner: sizeOf(after) });
    groups = [...before, ...after];
  }
  return passes;
}

/** The shape after a reduction, with ones where `keepDims`. */
export function reducedShape(shape: readonly number[], axes: readonly number[], keepDims: boolean): number[] {
  if (keepDims) return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return shape.filter((_, axis) => !axes.includes(axis));
}
