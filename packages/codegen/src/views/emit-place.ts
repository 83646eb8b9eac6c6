import type { Local } from '../assembler/code-builder.js';
import { FunctionBuilder } from '../assembler/function-builder.js';
import { whileLeft } from '../assembler/while-left.js';
import { emitCopies } from './emit-view.js';
import { viewAxes } from './plan-view.js';
import type { ViewPattern } from './plan-view.js';

/** Elements that come to lie at a distance: one by one. */
function emitApart(f: FunctionBuilder, left: Local, from: Local, out: Local, distance: Local): void {
  whileLeft(f, left, 1, () => {
    f.get(out).get(from).f32Load().f32Store().advance(from, 4).advanceBy(out, distance);
  });
}

/**
 * Emits `run(x, out, inner, distance, count₀, distance₀, …)`: copies contiguous memory into a view of `out`, outermost axis first.
 * The inverse of `emitView`; the plan is that of the view of `out`. Distances in bytes.
 */
export function emitPlace(pattern: Extract<ViewPattern, 'row' | 'column'>): FunctionBuilder {
  const axis = ['i32', 'i32'] as const;
  const f = new FunctionBuilder({
    name: 'place',
    params: ['i32', 'i32', ...axis, ...Array.from({ length: viewAxes }, () => axis).flat()],
  });
  const [x, out, inner, distance, ...axes] = f.params as readonly [Local, Local, Local, Local, ...Local[]];
  const [to, left] = [f.local('i32'), f.local('i32')];
  const level = (at: number, address: Local): void => {
    const [count, step] = axes.slice(2 * at, 2 * at + 2);
    if (count === undefined || step === undefined) {
      f.get(address).set(to).get(inner).set(left);
      if (pattern === 'column') emitApart(f, left, x, to, distance);
      else emitCopies(f, left, { address: x, moves: true }, to);
      return;
    }
    const next = f.local('i32');
    f.get(address).set(next);
    f.repeatVariable(count, () => {
      level(at + 1, next);
      f.advanceBy(next, step);
    });
  };
  level(0, out);
  return f;
}
