import { differentiate, seed, tidy } from '@innerloop/core';
import type { RuleStep, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectBorrowed } from '../../memory/borrowed.js';
import { expectNoLeaks } from '../../memory/leaks.js';
import { expectTreesEqual } from '../../trees/expect-trees.js';
import { namedLeaves } from '../../trees/pairs.js';
import { demand } from '../law.js';
import type { Law } from '../law.js';
import { contextOf } from '../values.js';
import { bowlKey, bowlOf, heightOf, targetsOf } from './bowl.js';
import { descend, ownOf } from './subject.js';
import type { RuleSubject } from './subject.js';

/** A step in the middle of a run, two tasks. */
function stepOf({ rule }: RuleSubject): RuleStep<Tree> {
  const bowl = bowlOf(targetsOf([3, 2]), bowlKey, 2);
  const own = ownOf(rule, bowl);
  const { params, state } = descend(rule, bowl, { steps: 1, own });
  const { value: loss, grads } = differentiate((at) => heightOf(bowl, at), params, contextOf(seed(13)));
  return { specs: bowl.specs, rule: own, context: contextOf(seed(13)), params, state, grads, loss, index: 1 };
}

const borrowedBy = ({ rule, params, state, grads, loss }: RuleStep<Tree>): Tree => ({
  rule,
  params,
  state,
  grads,
  loss,
});

function pure(subject: RuleSubject): void {
  tf.tidy(() => {
    const step = stepOf(subject);
    const update = (): Tree => subject.rule.update(step);
    const first = expectBorrowed(borrowedBy(step), update);
    expectTreesEqual(update(), first);
    const start = (): Tree => subject.rule.start(step);
    expectTreesEqual(start(), expectBorrowed(borrowedBy(step), start));
  });
}

async function leavesNothing(subject: RuleSubject): Promise<void> {
  tf.engine().startScope();
  try {
    const step = stepOf(subject);
    await expectNoLeaks(() => tidy(() => subject.rule.update(step)));
    await expectNoLeaks(() => tidy(() => subject.rule.start(step)));
  } finally {
    tf.engine().endScope();
  }
}

const formOf = (state: Tree): string =>
  [...namedLeaves(state)]
    .map(([name, { dtype, shape }]) => `${name}: ${dtype} [${shape.join(', ')}]`)
    .sort()
    .join('; ');

/** A state of one form is what can be saved, resumed and compiled. */
function keepsItsForm({ rule, steps, outer }: RuleSubject): void {
  for (const tasks of outer ? [undefined, 2] : [2]) {
    tf.tidy(() => {
      const { states } = descend(rule, bowlOf(targetsOf([3, 2]), bowlKey, tasks), {
        steps,
        indexed: tasks !== undefined,
      });
      const [first = '', ...others] = states.map(formOf);
      const changed = others.find((form) => form !== first);
      demand(changed === undefined, `The state starts as {${first}} and becomes {${changed ?? ''}}.`);
    });
  }
}

/** Laws of purity: parameters, gradients and state in, parameters and state out. */
export const rulePurityLaws = (subject: RuleSubject): readonly Law[] => [
  { claim: 'gives the same bits twice and leaves its arguments as they are', run: () => pure(subject) },
  { claim: 'keeps a state of the same names, shapes and types from start to end', run: () => keepsItsForm(subject) },
  { claim: 'leaves no tensor behind', run: () => leavesNothing(subject) },
];
