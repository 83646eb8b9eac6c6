import type { FunctionBuilder } from '@innerloop/codegen';
import type { ArgReduceKernel } from '../plan/plan.js';
import { collapsedKernel, stridesIn } from './collapse.js';
import { vectorDim } from './reduce-order.js';
import { emitStore, leavesAt } from './site.js';
import type { Position, Site } from './site.js';
import { prepare } from './values.js';
import { walker } from './walker.js';

const lanes = 4;

/** Emits the places of the first extreme values: four results at a time where there are so many side by side. */
export function emitArgReduce(f: FunctionBuilder, given: ArgReduceKernel, site: Site): void {
  const kernel = collapsedKernel(given);
  const { dims, reduced, value } = kernel;
  const walk = walker(f);
  for (const strides of [...stridesIn(value), kernel.out.strides]) walk.follow(strides);
  const emitValue = prepare(f, value, site.host, site.relaxed);
  const dim = vectorDim(kernel, (each) => reduced[each] !== true);
  const along = reduced.indexOf(true);
  const count = along < 0 ? 1 : (dims[along] as number);
  const [best, bestPlace, found, place, better] = [0, 1, 2, 3, 4].map(() => f.local('v128')) as [
    never,
    never,
    never,
    never,
    never,
  ];
  const run = (at: Position): void => {
    const load = (): void => emitValue(leavesAt(f, walk, site, at));
    load();
    f.set(best).v128Integers(0).tee(bestPlace).set(place);
    if (count > 1) {
      walk.move(along, 1);
      f.repeat(count - 1, () => {
        load();
        f.set(found);
        f.get(place).v128Integers(1).i32x4('add').set(place);
        f.get(found).get(best);
        if (value.dtype === 'float32') f.f32x4(kernel.fn === 'max' ? 'gt' : 'lt');
        else f.i32x4(kernel.fn === 'max' ? 'gtS' : 'ltS');
        f.set(better);
        f.get(found).get(best).get(better).v128('bitselect').set(best);
        f.get(place).get(bestPlace).get(better).v128('bitselect').set(bestPlace);
        walk.move(along, 1);
      });
      walk.move(along, -count);
    }
    emitStore(f, walk, site, kernel.out, at, bestPlace);
  };
  const size = dim === undefined ? 1 : (dims[dim] as number);
  const full = Math.floor(size / lanes);
  walk.along(
    dims.flatMap((each, at) => (reduced[at] === true || at === dim ? [] : [{ dim: at, count: each }])),
    () => {
      if (dim === undefined) return run({ dim, delta: 0, lanes: 1 });
      if (full > 0) walk.along([{ dim, count: full, step: lanes }], () => run({ dim, delta: 0, lanes }));
      if (size % lanes > 0) run({ dim, delta: full * lanes, lanes: size % lanes });
    },
  );
}
