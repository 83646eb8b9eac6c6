import type { FunctionBuilder, Local } from '@innerloop/codegen';
import type { ArgReduceKernel } from '../../plan/plan.js';
import type { EmitContext } from '../context.js';
import { alongBlocks } from '../loops/blocks.js';
import type { Site } from '../loops/blocks.js';
import { pointersOf } from '../loops/pointers.js';
import { evaluatorOf } from '../values/evaluator.js';
import { inBytes, memoryLeaves, movesOf } from '../values/memory-leaves.js';
import { storing } from '../values/store.js';
import { formOf, valuesOf } from '../values/value.js';
import { arrangeReduction } from './arranged-reduction.js';

const lanes = 4;

/**
 * Emits the place of the first extreme value along the reduced dimension, four results at a time: an element replaces the one
 * before it if it compares as more extreme, so that NaN replaces nothing and is replaced by nothing.
 */
export function emitArgReduce(f: FunctionBuilder, kernel: ArgReduceKernel, context: EmitContext): void {
  const shape = arrangeReduction({ ...kernel, epilogue: { kind: 'result', dtype: 'int32' } }, true);
  const { dims, kept, value, out } = shape;
  const rank = dims.length;
  const block = kept === 0 ? undefined : kept - 1;
  const count = dims[kept] ?? 1;
  const pointers = pointersOf(f, [...movesOf(value), inBytes(out.strides)]);
  const evaluator = evaluatorOf(f, valuesOf(value, rank), memoryLeaves(f, pointers, block, context), context);
  const store = storing(f, pointers, out, block, context);
  const isFloat = formOf(value.dtype) === 'float';
  const [best, found, place] = [f.local('v128'), f.local('v128'), f.local('v128')];
  const [current, better] = [f.local('v128'), f.local('v128')];
  const origin: Site = { shift: dims.map(() => 0), lanes: 1 };

  const evaluate = (site: Site, into: Local): void => {
    evaluator.scope(() => evaluator.emit(evaluator.root, site, isFloat ? 'float' : 'integer'));
    f.set(into);
  };
  const choose = (next: Local, old: Local): void => void f.get(next).get(old).get(better).v128('bitselect').set(old);

  function one(site: Site): void {
    evaluate(site, best);
    f.v128Integers(0).set(found).v128Integers(1).set(place);
    if (count > 1) {
      pointers.move(kept, 1);
      pointers.along(kept, count - 1, 1, () => {
        evaluate(site, current);
        f.get(current).get(best);
        if (isFloat) f.f32x4(kernel.fn === 'max' ? 'gt' : 'lt');
        else f.i32x4(kernel.fn === 'max' ? 'gtS' : 'ltS');
        f.set(better);
        choose(current, best);
        choose(place, found);
        f.get(place).v128Integers(1).i32x4('add').set(place);
      });
      pointers.move(kept, -count);
    }
    store(site, () => f.get(found));
  }

  const level = (dim: number): void => {
    if (block === undefined) {
      one(origin);
      return;
    }
    const size = dims[dim] as number;
    if (dim < block) {
      pointers.along(dim, size, 1, () => level(dim + 1));
      pointers.move(dim, -size);
    } else alongBlocks(pointers, rank, { dim, size, width: lanes, sites: 1 }, (sites) => sites.forEach(one));
  };
  if (!dims.slice(0, kept).includes(0)) level(0);
}
