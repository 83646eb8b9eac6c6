import type { FunctionBuilder, Local, Place } from '@innerloop/codegen';
import type { Access, Expression } from '../../plan/plan.js';
import type { EmitContext } from '../context.js';
import type { Site } from '../loops/blocks.js';
import type { Strides } from '../loops/collapse.js';
import type { Pointers } from '../loops/pointers.js';
import type { EmitLeaf } from './evaluator.js';

const bytes = 4;
const vectorLanes = 4;

export const inBytes = (strides: Strides): Strides => strides.map((stride) => stride * bytes);

/** How a loop's pointers move for an expression: addresses by bytes, places by one. */
export function movesOf(expression: Expression): readonly Strides[] {
  if (expression.kind === 'load') return [inBytes(expression.access.strides)];
  if (expression.kind === 'place') return [expression.scales];
  return expression.kind === 'apply' ? expression.operands.flatMap(movesOf) : [];
}

/** Where an access of the loop begins, in bytes. */
export const baseOf = ({ buffer, offset }: Access, { placeOf }: EmitContext): Place => placeOf(buffer, offset);

/**
 * Reads vectors along dimension `along` of a loop: contiguous ones, which may run over the end, or lane by lane; an element
 * that stays, and the only lane of a vector, in all lanes.
 */
export function memoryLeaves(
  f: FunctionBuilder,
  pointers: Pointers,
  along: number | undefined,
  context: EmitContext,
  result?: () => Local,
): EmitLeaf {
  const lane = f.local('v128');
  const moves = new Map<Strides, Strides>();

  function load(access: Access, { shift, lanes }: Site): void {
    const strides = moves.get(access.strides) ?? inBytes(access.strides);
    moves.set(access.strides, strides);
    const step = along === undefined ? 0 : (strides[along] as number);
    const base = baseOf(access, context);
    if (step === bytes && lanes > 1) {
      f.v128Load(pointers.push(strides, base, shift));
      return;
    }
    if (step === -bytes && lanes === vectorLanes) {
      f.v128Load(pointers.push(strides, base, shift, (1 - vectorLanes) * bytes)).set(lane);
      f.get(lane).get(lane).shuffle([3, 2, 1, 0]);
      return;
    }
    f.v128LoadSplat(pointers.push(strides, base, shift));
    if (step === 0) return;
    for (let at = 1; at < lanes; at++) {
      f.set(lane);
      const offset = pointers.push(strides, base, shift, at * step);
      f.get(lane).v128LoadLane(at, offset);
    }
  }

  return (leaf, site) => {
    if (leaf.kind === 'load') {
      load(leaf.access, site);
      return;
    }
    if (leaf.kind === 'result') {
      if (result !== undefined) f.get(result());
      return;
    }
    const scale = along === undefined ? 0 : (leaf.scales[along] as number);
    const rest = pointers.push(leaf.scales, leaf.offset, site.shift);
    f.i32Const(rest).i32('add').i32x4('splat');
    if (scale !== 0) f.v128Ramp(scale).i32x4('add');
    if (leaf.dtype === 'float32') f.f32x4('ofI32');
  };
}
