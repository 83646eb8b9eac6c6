import { emitCol2Im, emitIm2Col } from '@innerloop/codegen';
import type { FunctionBuilder, PatchCode } from '@innerloop/codegen';
import type { PatchesKernel } from '../../plan/plan.js';
import type { EmitContext } from '../context.js';

/** The function of a kernel of patches: `run(from, to, scratch)`. */
export const patchCodeOf = ({ kind, geometry }: PatchesKernel): PatchCode =>
  kind === 'im2col' ? emitIm2Col(geometry) : emitCol2Im(geometry);

/** Emits the call of such a function at its place among those of the module. */
export function emitPatchesCall(
  f: FunctionBuilder,
  { source, out }: PatchesKernel,
  position: number,
  { addressOf, scratch }: EmitContext,
): void {
  f.i32Const(addressOf(source)).i32Const(addressOf(out)).i32Const(scratch).call(position);
}
