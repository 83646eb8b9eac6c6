import type { KernelFunc } from '@tensorflow/tfjs-core';

/** A kernel that was made so already, by whatever copy of this package. */
type WithoutAbsent = KernelFunc & { readonly withoutAbsent?: true };

/**
 * Forgets the inputs that a caller left out. An operation hands them to the tape as undefined under their names, and the tape then reads the
 * identity of each: the gradient of `tf.batchNorm` without a scale or an offset ends in a TypeError.
 */
export function forgetAbsent(inputs: object): void {
  for (const [name, tensor] of Object.entries(inputs) as [string, unknown][]) {
    if (tensor === undefined || tensor === null) Reflect.deleteProperty(inputs, name);
  }
}

/** The kernel, which has the tape forget the inputs that it was not given. */
export function withoutAbsent(kernel: KernelFunc): KernelFunc {
  if ((kernel as WithoutAbsent).withoutAbsent === true) return kernel;
  const run: KernelFunc = (call) => {
    const made = kernel(call);
    forgetAbsent(call.inputs);
    return made;
  };
  return Object.assign(run, { withoutAbsent: true });
}
