import { loopsOf } from './loops.js';
import type { EpilogueStream, Matmul } from './matmul.js';
import { planOf, scratchOf } from './plan.js';

/** A stream that keeps some batch axes from being joined with other loops, as an epilogue's may. */
function apart({ batch }: Matmul, axes: (axis: number) => boolean): EpilogueStream {
  const far = 10_000_000;
  return { at: 0, batch: batch.map((_, axis) => (axes(axis) ? (axis + 1) * far + 1 : 0)), row: 0, column: 0 };
}

function bytesOf(matmul: Matmul, stream: EpilogueStream, relaxed: boolean): number {
  const loops = loopsOf({ ...matmul, epilogue: { streams: [stream], begin: () => () => undefined } });
  const { a, b } = scratchOf(loops, planOf(loops, relaxed));
  return a + b;
}

/**
 * Bytes of work area that the code of a product needs, with any epilogue or none, relaxed or not: which batch axes are
 * one loop with the rows or columns depends on the epilogue, and what is packed depends on the loops.
 */
export function matmulScratchBytes(matmul: Matmul): number {
  const subsets = 2 ** matmul.batch.length;
  const each = Array.from({ length: subsets }, (_, subset) => apart(matmul, (axis) => ((subset >> axis) & 1) === 1));
  return Math.max(...each.flatMap((stream) => [false, true].map((relaxed) => bytesOf(matmul, stream, relaxed))));
}
