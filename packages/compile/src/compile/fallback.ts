import { UnknownKernelError } from '../record/errors.js';
import { UnsupportedError } from '../runtime/machine.js';

/**
 * Why something runs eagerly, in words.
 *
 * @throws the error itself where eager code would be no remedy: the function is not pure, or something else is wrong
 */
export function reasonToFallBack(error: unknown): string {
  if (error instanceof UnknownKernelError || error instanceof UnsupportedError) return error.message;
  throw error;
}
