import { CompileError } from '@innerloop/core';

/** A kernel, or a form of it, that compiled code does not know: what asks for it runs eagerly instead. */
export class UnknownKernelError extends CompileError {
  readonly kernel: string;
  /** `file:line` that ran it, where it is known. */
  readonly line: string | undefined;

  constructor(kernel: string, line: string | undefined, why?: string) {
    const form = why === undefined ? '' : ` (${why})`;
    const place = line === undefined ? '' : ` at ${line}`;
    super(
      `compile: the kernel '${kernel}'${form}${place} is not one that compiled code has. Express it in other operations, or run it eagerly.`,
    );
    this.kernel = kernel;
    this.line = line;
  }
}
