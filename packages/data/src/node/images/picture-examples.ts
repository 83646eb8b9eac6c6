import type { ClassifiedExamples } from '../../examples/classified-examples.js';

/** Decoded pictures by class, a byte a channel. */
export interface PictureExamples extends ClassifiedExamples {
  readonly values: Uint8Array;
  /** The file of each row, below the folder or archive that it is in. */
  readonly files: readonly string[];
  /** Files that were left out because they are damaged. */
  readonly skipped: readonly string[];
}
