import type { Pointers } from '../loops/pointers.js';
import { shifted } from '../loops/blocks.js';
import type { Site } from '../loops/blocks.js';

/** The reduced dimensions of a loop, outermost first, and how they are gone through. */
export interface Sweep {
  readonly dims: readonly { readonly dim: number; readonly size: number }[];
  /** Places that one step takes along the last of them. */
  readonly width: number;
  /** Steps in one turn of the innermost loop. */
  readonly steps: number;
  /** Turns after which partial results are put together; 0 for never. */
  readonly chunk: number;
}

/** What is done at a step: in turn `at` of its block, with so many lanes that exist, into partial results or whole ones. */
export type Step = (sites: readonly Site[], at: number, partial: boolean) => void;

/** Goes through all that is reduced; everything is then where it was. */
export function sweep(
  pointers: Pointers,
  { dims, width, steps, chunk }: Sweep,
  sites: readonly Site[],
  step: Step,
  partials: (body: () => void) => void,
): void {
  const innermost = dims.at(-1);
  if (innermost === undefined) {
    step(sites, 0, false);
    return;
  }
  const { dim, size } = innermost;
  const full = Math.floor(size / width);
  const turns = Math.floor(full / steps);
  const moved = (at: number, lanes?: number): readonly Site[] =>
    sites.map((site) => ({ shift: shifted(site.shift, dim, at * width), lanes: lanes ?? site.lanes }));
  const run = (times: number, partial: boolean): void =>
    pointers.along(dim, times, steps * width, () => {
      for (let at = 0; at < steps; at++) step(moved(at), at, partial);
    });
  const inner = (): void => {
    const chunks = chunk > 0 ? Math.floor(turns / chunk) : 0;
    pointers.along(dim, chunks, 0, () => partials(() => run(chunk, true)));
    const left = turns - chunks * chunk;
    if (chunks === 0 && chunk > 0 && left >= 4) partials(() => run(left, true));
    else run(left, false);
    const rest = full - turns * steps;
    for (let at = 0; at < rest; at++) step(moved(at), at, false);
    if (size % width > 0) step(moved(rest, size % width), rest % steps, false);
    pointers.move(dim, -turns * steps * width);
  };
  const level = (at: number): void => {
    const outer = dims[at];
    if (outer === undefined || outer === innermost) inner();
    else {
      pointers.along(outer.dim, outer.size, 1, () => level(at + 1));
      pointers.move(outer.dim, -outer.size);
    }
  };
  level(0);
}
