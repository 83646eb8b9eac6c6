import type { FunctionBuilder, Local } from '@innerloop/codegen';

const bytes = 4;

/** A pointer that moves by the same strides as others: `Σ place[d] · strides[d] · 4`, from zero. Bases are immediates. */
interface Pointer {
  readonly strides: readonly number[];
  readonly local: Local;
}

/** Loops over dimensions, and the pointers that move along. */
export interface Walker {
  /** Leaves the distance of these strides at the place at hand on the stack. */
  push: (strides: readonly number[]) => void;
  /**
   * Runs the body at every `step`-th place of some dimensions, outermost first, and comes back to the start.
   * What moves must have been asked for by `follow` before.
   */
  along: (
    loops: readonly { readonly dim: number; readonly count: number; readonly step?: number }[],
    body: () => void,
  ) => void;
  /** Moves all pointers along a dimension. */
  move: (dim: number, places: number) => void;
  follow: (strides: readonly number[]) => void;
}

/** Every pointer starts at zero, as the variables of a function do. */
export function walker(f: FunctionBuilder): Walker {
  const pointers = new Map<string, Pointer>();
  const follow = (strides: readonly number[]): Pointer | undefined => {
    if (strides.every((stride) => stride === 0)) return undefined;
    const key = strides.join();
    const found = pointers.get(key) ?? { strides, local: f.local('i32') };
    pointers.set(key, found);
    return found;
  };
  const move = (dim: number, places: number): void => {
    for (const { strides, local } of pointers.values()) f.advance(local, (strides[dim] ?? 0) * places * bytes);
  };
  const along: Walker['along'] = (loops, body) => {
    const [outer, ...inner] = loops;
    if (outer === undefined) return body();
    const { dim, count, step = 1 } = outer;
    if (count === 1) return along(inner, body);
    f.repeat(count, () => {
      along(inner, body);
      move(dim, step);
    });
    if (count > 0) move(dim, -step * count);
  };
  return {
    push(strides) {
      const pointer = follow(strides);
      if (pointer === undefined) f.i32Const(0);
      else f.get(pointer.local);
    },
    along,
    move,
    follow: (strides) => void follow(strides),
  };
}
