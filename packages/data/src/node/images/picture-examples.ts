import type { ClassifiedExamples } from '../../examples/classified-examples.js';

/** Decoded pictures by class, a byte a channel. */
export interface PictureExamples extends ClassifiedExamples {
  readonly values: Uint8Array;
  /** Files that were left out because they are damaged. */
  readonly skipped: readonly string[];
}
