import { seed, sliceTasks } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectTreesClose } from '../../trees/expect-trees.js';
import { demand, when } from '../law.js';
import type { Law } from '../law.js';
import { shownSize } from '../sizes.js';
import { taskOf, valuesOf } from '../values.js';
import type { ModelSubject } from './subject.js';

/** Which leaves hold a value per task. */
const LEAVES = {
  'shared leaves': () => false,
  'leaves per task': () => true,
  'the first and every other leaf per task': (place: number) => place % 2 === 0,
  'the second and every other leaf per task': (place: number) => place % 2 === 1,
} satisfies Record<string, (place: number) => boolean>;

function batchEqualsLoop(
  { model, x, context, sizes, tolerance }: ModelSubject,
  perTask: (place: number) => boolean,
): void {
  const names = Object.keys(model.specs);
  for (const size of sizes) {
    tf.tidy(() => {
      const examples = x(size, seed(4));
      const params = valuesOf(model.specs, seed(5), size.tasks, (name) => perTask(names.indexOf(name)));
      const batch = model.apply(params, examples, context);
      for (let task = 0; task < size.tasks; task++) {
        const own = { ...context, key: context.key.from(task) };
        const alone = model.apply(taskOf(params, model.specs, task), sliceTasks(examples, task, 1), own);
        when(`${shownSize(size)}, task ${task}`, () =>
          expectTreesClose(sliceTasks(batch, task, 1), alone, { tolerance, absolute: 1e-6 }),
        );
      }
    });
  }
}

function keepsLeadingAxes({ model, x, context, sizes }: ModelSubject): void {
  for (const { tasks, rows } of sizes) {
    tf.tidy(() => {
      const { shape } = model.apply(valuesOf(model.specs, seed(5)), x({ tasks, rows }, seed(4)), context);
      demand(
        shape[0] === tasks && shape[1] === rows,
        `Expected a value of shape [${tasks}, ${rows}, …], got [${shape.join(', ')}].`,
      );
    });
  }
}

/** Laws of the task axis: a model of T tasks is T models of one task. */
export const taskAxisLaws = (subject: ModelSubject): readonly Law[] => [
  { claim: 'gives a value for each task and row', run: () => keepsLeadingAxes(subject) },
  ...Object.entries(LEAVES).map(([leaves, perTask]) => ({
    claim: `equals the loop over tasks with ${leaves}`,
    run: () => batchEqualsLoop(subject, perTask),
  })),
];
