import type { TaskDistribution } from '@innerloop/core';
import { affine, episodes, sinusoids } from '@innerloop/data';
import type { AffineOptions, ClassifiedExamples, SinusoidsOptions } from '@innerloop/data';

/** A way to lie beyond training, by any amount; 0 are the tasks of training. */
export interface Shift {
  readonly name: string;
  /** Of the axis of a chart. */
  readonly title: string;
  readonly amounts: readonly number[];
  readonly tasks: (amount: number) => TaskDistribution;
}

/** Five points a task, as in the paper; enough queries that a task's error is well known. */
const size = { shots: 5, queries: 50 } as const;

const curves = (
  name: string,
  title: string,
  amounts: readonly number[],
  options: (amount: number) => SinusoidsOptions,
): Shift => ({
  name,
  title,
  amounts,
  tasks: (amount) => sinusoids({ ...size, ...(amount === 0 ? {} : options(amount)) }),
});

/**
 * Sine curves beyond training (amplitudes up to 5, phases up to π, inputs within ±5, frequency 1), one thing at a time.
 * A task keeps its place in every interval, so task i of a shift is task i of training, moved.
 */
export const curveShifts: readonly Shift[] = [
  curves('amplitude', 'amplitudes from 5 to 5 + shift', [0, 1, 2, 3, 4, 5], (by) => ({ amplitude: [5, 5 + by] })),
  curves('phase', 'phases from π to π + shift', [0, 0.5, 1, 1.5, 2, 2.5, 3], (by) => ({
    phase: [Math.PI, Math.PI + by],
  })),
  curves('range', 'inputs within ±(5 + shift)', [0, 1, 2, 3, 4, 5], (by) => ({ range: [-5 - by, 5 + by] })),
  curves('frequency', 'frequency 1 + shift', [0, 0.1, 0.2, 0.3, 0.4, 0.5], (by) => ({ frequency: [1 + by, 1 + by] })),
];

const pictures = (
  name: string,
  title: string,
  amounts: readonly number[],
  change: (amount: number) => AffineOptions,
): ((examples: ClassifiedExamples) => Shift) => {
  return (examples) => ({
    name,
    title,
    amounts,
    tasks: (amount) =>
      episodes({
        ...{ examples, ways: 5, shots: 1, queries: 15, rotations: 'classes' as const },
        ...(amount === 0 ? {} : { augment: affine(change(amount)) }),
      }),
  });
};

/** Characters that are slanted, smaller, larger or turned, support and query alike. Quarter turns are classes of training already. */
export const characterShifts: readonly ((examples: ClassifiedExamples) => Shift)[] = [
  pictures('shear', 'shear, degrees', [0, 10, 20, 30, 40, 50], (shear) => ({ shear })),
  pictures('shrink', 'size 1 − shift', [0, 0.1, 0.2, 0.3, 0.4, 0.5], (by) => ({ scale: 1 - by })),
  pictures('grow', 'size 1 + shift', [0, 0.1, 0.2, 0.3, 0.4, 0.5], (by) => ({ scale: 1 + by })),
  pictures('rotation', 'turn, degrees', [0, 15, 30, 45], (rotation) => ({ rotation })),
];
