import { observe, rowsOf, seed, tidy } from '@innerloop/core';
import type { Context } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { expectTreesClose } from '../../trees/expect-trees.js';
import type { Law } from '../law.js';
import { when } from '../law.js';
import { valuesOf } from '../values.js';
import type { ModelSubject } from './subject.js';

const size = { tasks: 2, rows: 3 };

/** A support passes first, and what it reports is in the parameters of the query, as learners have it. */
function answersEachAlone({ model, x, tolerance, ...subject }: ModelSubject): void {
  const context: Context = { ...subject.context, mode: 'test', inductive: true };
  tidy(() => {
    const params = valuesOf(model.specs, seed(5), size.tasks);
    const support = x(size, seed(6));
    const { reported } = observe((at) => model.apply(params, support, { ...at, pass: 'support' }), context);
    const query = x(size, seed(4));
    const ask = (rows: tf.Tensor): tf.Tensor =>
      model.apply({ ...params, ...reported }, rows, { ...context, pass: 'query' });
    const each = [...Array(rowsOf(query)).keys()].map((row) => ask(tf.gather(query, tf.tensor1d([row], 'int32'), 1)));
    when('in a query of an inductive context, alone against among the others', () =>
      expectTreesClose(tf.concat(each, 1), ask(query), { tolerance: 10 * tolerance, absolute: 1e-6 }),
    );
    return [];
  });
}

/** The law of inductive contexts: rows of a query do not see one another. */
export const modelAloneLaws = (subject: ModelSubject): readonly Law[] => [
  { claim: 'answers each row of a query alone where the context is inductive', run: () => answersEachAlone(subject) },
];
