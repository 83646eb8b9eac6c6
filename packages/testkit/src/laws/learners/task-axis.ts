import { sliceTasks } from '@innerloop/core';
import type { Context, Episode, ParamTree, Tensor, Tree } from '@innerloop/core';
import { expectTreesClose } from '../../trees/expect-trees.js';
import { demand, when } from '../law.js';
import type { Law } from '../law.js';
import { atEachSize } from './subject.js';
import type { LearnerSubject, Situation } from './subject.js';

/** What a learner makes of an episode, task by task. */
type Outcome = { readonly prediction: Tensor; readonly loss: Tensor };

function outcomeOf({ learner }: LearnerSubject, params: ParamTree, episode: Episode<Tree>, context: Context): Outcome {
  const adapted = learner.adapt(params, episode.support, context);
  const prediction = learner.predict(params, adapted, episode.query.x, context);
  return { prediction, loss: learner.objective(params, adapted, episode.query, context) };
}

function batchEqualsLoop(subject: LearnerSubject, { params, episode, shape }: Situation): void {
  const { context, tolerance } = subject;
  const batch = outcomeOf(subject, params, episode, context);
  for (let task = 0; task < shape.tasks; task++) {
    const own = { ...context, key: context.key.from(task) };
    const alone = outcomeOf(subject, params, sliceTasks(episode, task, 1), own);
    when(`with ${shape.tasks} tasks of ${shape.shots} shots, task ${task}`, () =>
      expectTreesClose(sliceTasks(batch, task, 1), alone, { tolerance: 10 * tolerance, absolute: 1e-6 }),
    );
  }
}

function hasItsShapes(subject: LearnerSubject, { params, episode }: Situation): void {
  const { prediction, loss } = outcomeOf(subject, params, episode, subject.context);
  const [tasks, rows] = episode.query.x.shape;
  const lead = prediction.shape.slice(0, 2);
  demand(
    lead[0] === tasks && lead[1] === rows,
    `Predictions have the shape [${prediction.shape.join(', ')}], expected [${tasks}, ${rows}, …].`,
  );
  demand(
    loss.rank === 1 && loss.shape[0] === tasks,
    `The objective has the shape [${loss.shape.join(', ')}], expected [${tasks}].`,
  );
  demand(
    Array.from(loss.dataSync()).every(Number.isFinite),
    `The objective is not finite: ${loss.dataSync().join(', ')}.`,
  );
}

/** Laws of the task axis: a learner of T tasks is T learners of one. */
export const learnerTaskAxisLaws = (subject: LearnerSubject): readonly Law[] => [
  {
    claim: 'gives a prediction for each task and row, and one objective a task',
    run: () => atEachSize(subject, (situation) => hasItsShapes(subject, situation)),
  },
  {
    claim: 'adapts a batch of tasks as it adapts to each of them',
    run: () => atEachSize(subject, (situation) => batchEqualsLoop(subject, situation)),
  },
];
