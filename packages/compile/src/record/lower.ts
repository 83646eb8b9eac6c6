import type { Node } from '../graph/node.js';
import { UnknownKernelError } from './errors.js';
import type { KernelCall } from './kernel-call.js';
import { lowerings } from './lowerings/lowerings.js';
import { userCall } from './user-line.js';

/** The TensorFlow.js kernels that compiled code has. */
export const recordedKernels: readonly string[] = Object.keys(lowerings);

/**
 * The nodes of a kernel's outputs.
 *
 * @throws UnknownKernelError for a kernel, or a form of it, that is not known
 */
export function lower(kernel: string, call: KernelCall): Node | readonly Node[] {
  const lowering = Object.hasOwn(lowerings, kernel) ? lowerings[kernel] : undefined;
  if (lowering === undefined) throw new UnknownKernelError(kernel, userCall().line);
  return lowering(call);
}
