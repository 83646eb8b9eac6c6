import { differentiate, initialize, leaf, scope, seed, under } from '@innerloop/core';
import type { ParamTree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkGradients } from '../../gradients/check-gradients.js';
import { namedLeaves } from '../../trees/pairs.js';
import { demand } from '../law.js';
import type { Law } from '../law.js';
import { contextOf } from '../values.js';
import { atRest, bowlKey, bowlOf, heightOf, targetsOf } from './bowl.js';
import type { Bowl } from './bowl.js';
import { descend, ownOf } from './subject.js';
import type { RuleSubject } from './subject.js';

/** The entries of φ_K times fixed random weights, flat, as a function of where the run starts and of what the rule learns. */
function outcome({ rule, steps }: RuleSubject, bowl: Bowl): (at: ParamTree) => Tensor {
  return (at) => {
    const { params } = descend(rule, { ...bowl, start: scope(at, 'start') }, { steps, own: scope(at, 'rule') });
    const products = Object.keys(params).map((name) => {
      const end = leaf(params, name);
      return tf.reshape(tf.mul(end, seed(14).fold(name).draw('normal', end.shape)), [-1]);
    });
    return tf.concat(products);
  };
}

const variables = (subject: RuleSubject, bowl: Bowl): ParamTree => ({
  ...under('start', bowl.start),
  ...under('rule', ownOf(subject.rule, bowl)),
});

function agreesWithDifferences(subject: RuleSubject): void {
  tf.tidy(() => {
    const bowl = bowlOf(targetsOf([3, 2]), bowlKey, 2);
    checkGradients(outcome(subject, bowl), variables(subject, bowl), { tolerance: subject.gradientTolerance });
  });
}

function finite(tree: ParamTree, what: string): void {
  for (const [name, tensor] of namedLeaves(tree)) {
    demand(
      Array.from(tensor.dataSync()).every(Number.isFinite),
      `With gradients of zero ${what} of '${name}' is not finite.`,
    );
  }
}

/** Starts at the bottom, where every gradient is zero. */
function staysFiniteAtRest(subject: RuleSubject): void {
  tf.tidy(() => {
    const bowl = atRest(bowlOf(targetsOf([3, 2]), bowlKey, 2));
    finite(descend(subject.rule, bowl, { steps: subject.steps }).params, 'the value');
    const { grads } = differentiate(outcome(subject, bowl), variables(subject, bowl), contextOf(seed(13)));
    finite(grads, 'the derivative');
  });
}

function descends({ rule, descent }: RuleSubject): void {
  tf.tidy(() => {
    const bowl = bowlOf(targetsOf([3, 2]), bowlKey, 2);
    const own = initialize(rule.specs(bowl.specs), seed(12));
    const [before, after] = [bowl.start, descend(rule, bowl, { steps: descent, own }).params].map((at) => [
      ...heightOf(bowl, at).dataSync(),
    ]);
    const worse = (after ?? []).findIndex((height, task) => !(height < (before?.[task] ?? 0)));
    demand(
      worse === -1,
      `After ${descent} steps the quadratic of task ${worse} is at ${after?.[worse]}, having started at ${before?.[worse]}.`,
    );
  });
}

/** Laws of gradients: they flow through the steps, and the steps follow them. */
export const ruleGradientLaws = (subject: RuleSubject): readonly Law[] => [
  { claim: 'stays finite at gradients of zero, and so does its derivative', run: () => staysFiniteAtRest(subject) },
  ...(subject.differentiable
    ? [
        {
          claim: 'is differentiable by where it starts and by what it learns, as finite differences say',
          run: () => agreesWithDifferences(subject),
        },
      ]
    : []),
  ...(subject.descends ? [{ claim: 'lowers a quadratic of each task', run: () => descends(subject) }] : []),
];
