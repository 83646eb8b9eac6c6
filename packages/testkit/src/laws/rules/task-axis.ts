import { mapParams, sliceTasks } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectTreesClose } from '../../trees/expect-trees.js';
import { when } from '../law.js';
import type { Law } from '../law.js';
import { bowlKey, bowlOf, targetsOf } from './bowl.js';
import type { Bowl } from './bowl.js';
import { descend } from './subject.js';
import type { RuleSubject } from './subject.js';

/** Tasks and the lengths of the leaves' axes: all equal, and distinct primes. */
const SIZES: readonly { readonly tasks: number; readonly axes: readonly [number, number] }[] = [
  { tasks: 3, axes: [3, 3] },
  { tasks: 2, axes: [2, 3] },
  { tasks: 2, axes: [3, 2] },
  { tasks: 3, axes: [5, 2] },
];

const taskOfBowl = ({ specs, ...values }: Bowl, task: number): Bowl => ({ specs, ...sliceTasks(values, task, 1) });

function batchEqualsLoop({ rule, steps, tolerance }: RuleSubject): void {
  for (const { tasks, axes } of SIZES) {
    tf.tidy(() => {
      const bowl = bowlOf(targetsOf(axes), bowlKey, tasks);
      const batch = descend(rule, bowl, { steps });
      for (let task = 0; task < tasks; task++) {
        const alone = descend(rule, taskOfBowl(bowl, task), { steps, first: task });
        when(`with ${tasks} tasks and axes of ${axes.join(' and ')}, task ${task}`, () =>
          expectTreesClose(sliceTasks(batch.params, task, 1), alone.params, { tolerance, absolute: 1e-6 }),
        );
      }
    });
  }
}

/** A shared leaf without a place in a loop moves as the same leaf of one task. */
function sharedEqualsOneTask({ rule, steps, tolerance, outer }: RuleSubject): void {
  tf.tidy(() => {
    const shared = bowlOf(targetsOf([2, 3]), bowlKey);
    const { specs, ...values } = shared;
    const [curvature, bottom, start] = [values.curvature, values.bottom, values.start].map((tree) =>
      mapParams(tree, (t) => tf.expandDims(t, 0)),
    );
    const one = { specs, curvature, bottom, start } as Bowl;
    const indexed = !outer;
    const expected = mapParams(descend(rule, one, { steps }).params, (tensor) => tf.squeeze(tensor, [0]));
    expectTreesClose(descend(rule, shared, { steps, indexed }).params, expected, { tolerance, absolute: 1e-6 });
  });
}

/** Laws of the task axis: a rule moves T tasks as it moves each. */
export const ruleTaskAxisLaws = (subject: RuleSubject): readonly Law[] => [
  { claim: 'moves a batch of tasks as it moves each of them', run: () => batchEqualsLoop(subject) },
  {
    claim: subject.outer
      ? 'moves shared leaves as an outer optimizer like those of one task'
      : 'moves shared leaves like those of one task',
    run: () => sharedEqualsOneTask(subject),
  },
];
