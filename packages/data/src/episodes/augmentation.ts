import type { Seed, Shape } from '@innerloop/core';

/** Draws a change from a seed, for examples of a shape, and returns what changes one example (float32) in place. */
export type DrawChange = (seed: Seed, shape: Shape) => (example: Float32Array) => void;

/**
 * For what a change is drawn once: each `example` by itself, as in ordinary training; a `class` in a task, the same for its support and its
 * query; or a whole `task`.
 */
export type AugmentationUnit = 'example' | 'class' | 'task';

/** A change with what it is drawn for. */
export interface UnitAugmentation {
  readonly per: AugmentationUnit;
  readonly draw: DrawChange;
}

/** Changes examples as they are put into an episode. A function by itself is drawn once a class and task. */
export type Augmentation = DrawChange | UnitAugmentation;

/** Gives what changes one example of a class in a task: all augmentations, one after another. */
export type ChangesOf = (place: number, row: number) => readonly ((example: Float32Array) => void)[];

/**
 * The changes of one task. Each depends on the task's seed, the augmentation's place in the list, and its class or row, so that neither the
 * batch nor the order of rows matters.
 *
 * @param task  the task's own seed
 */
export function changesOf(augmentations: readonly Augmentation[], task: Seed, shape: Shape): ChangesOf {
  const seed = task.fold('augment');
  const kept = new Map<string, (example: Float32Array) => void>();
  return (place, row) =>
    augmentations.map((augmentation, number) => {
      const { per, draw } =
        typeof augmentation === 'function' ? ({ per: 'class', draw: augmentation } as const) : augmentation;
      const own = (from: Seed): Seed => (number === 0 ? from : from.fold('number').fold(number));
      if (per === 'example') return draw(own(seed.fold(place).fold('example').fold(row)), shape);
      const name = `${number} ${per === 'class' ? place : 'task'}`;
      const change = kept.get(name) ?? draw(own(per === 'class' ? seed.fold(place) : seed.fold('task')), shape);
      kept.set(name, change);
      return change;
    });
}
