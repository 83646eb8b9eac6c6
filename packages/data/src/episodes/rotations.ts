import type { Seed } from '@innerloop/core';
import { requireSquare, rotatedClasses } from '../examples/rotated-classes.js';
import type { ExampleSet } from '../examples/stored-examples.js';

/**
 * What quarter turns are used for.
 *
 * `none` · `classes`: each turned copy of a class is a class of its own, four times as many (Vinyals) · `per-task`: one random
 * turn for each class of each task, the same for its support and query (MAML's Omniglot).
 */
export type Rotations = 'none' | 'classes' | 'per-task';

/** The classes to draw from. @throws InvalidOptionError if the examples are to be turned and are not square */
export function rotationClasses(examples: ExampleSet, rotations: Rotations): ExampleSet {
  if (rotations === 'classes') return rotatedClasses(examples);
  if (rotations === 'per-task') requireSquare(examples, 'episodes');
  return examples;
}

/** Quarter turns of one class in one task. */
export const drawTurns = (seed: Seed, rotations: Rotations): number =>
  rotations === 'per-task' ? Math.floor(seed.fold('rotation').numbers()() * 4) : 0;
