import type { EpisodeNames } from '@innerloop/core';
import type { ExampleClass } from '../examples/classified-examples.js';
import type { PlannedRow, TaskPlan } from './task-plan.js';

/** What the classes and examples of one task are called. */
export function namesOfTask(
  plan: TaskPlan,
  classes: readonly ExampleClass[],
  files: readonly string[] | undefined,
): EpisodeNames {
  const names = plan.classes.map((place) => (classes[place] as ExampleClass).name);
  if (files === undefined) return { classes: names };
  const called = (rows: readonly PlannedRow[]): readonly string[] => rows.map(({ row }) => files[row] as string);
  return { classes: names, support: called(plan.support), query: called(plan.query) };
}
