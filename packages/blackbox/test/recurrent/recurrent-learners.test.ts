import { initialize, InvalidOptionError, mlp, rowsOf, seed, useBackend } from '@innerloop/core';
import type { Context, SequenceLearner, Tensor } from '@innerloop/core';
import { classificationEpisodes, expectTreesClose, learnerLaws, regressionEpisodes } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { lstmLearner, mann } from '../../src/index.js';

beforeAll(() => useBackend('cpu'));

const model = mlp({ inputs: 2, hidden: [3], outputs: 3, activation: 'tanh' });
const sizes = { model, features: 3, outputs: 3, units: 4 };
const memory = { rows: 12, width: 3, readHeads: 2 };
const episodes = classificationEpisodes({ features: [2], ways: 3 });
const learners = {
  'lstm, labels one late': lstmLearner(sizes),
  'lstm, labels paired': lstmLearner({ ...sizes, labels: 'paired' }),
  'mann, lrua': mann({ ...sizes, ...memory }),
  'mann, lrua, paired': mann({ ...sizes, ...memory, labels: 'paired', strength: 'learned' }),
  'mann, ntm': mann({ ...sizes, ...memory, addressing: 'ntm' }),
};
const context: Context = { key: seed(5), mode: 'test', order: 'first' };
const shots = (y: Tensor): Tensor => tf.zerosLike(y);

// Which row is least used jumps with the parameters, so differences of lrua step over it: its gradient is checked in access.test.ts with rows fixed.
for (const [name, learner] of Object.entries(learners))
  learnerLaws(name, { learner, episodes, smooth: !name.includes('lrua') });
learnerLaws('lstm of values', {
  learner: lstmLearner({
    model: mlp({ inputs: 1, hidden: [4], outputs: 3, activation: 'tanh' }),
    ...{ features: 3, outputs: 1, units: 4 },
    loss: (predictions, targets) => tf.mean(tf.square(tf.sub(predictions, targets)), [1, 2]),
  }),
  episodes: regressionEpisodes(),
});

describe.each(Object.entries(learners) as [string, SequenceLearner][])('%s', (name, learner) => {
  const params = initialize(learner.specs, seed(9));
  const { support, query } = episodes({ tasks: 2, shots: 2, queries: 2 }, seed(10));
  const predict = (x: Tensor, y: Tensor): Tensor =>
    learner.predict(params, learner.adapt(params, { x, y }, context), query.x, context);

  it('knows nothing of a task without its labels: inputs that say nothing give one answer at all places but for time', () => {
    const blind = tf.zerosLike(support.x);
    const found = learner.predict(
      params,
      learner.adapt(params, { x: blind, y: shots(support.y) }, context),
      tf.zerosLike(query.x),
      context,
    );
    expectTreesClose(found, tf.broadcastTo(tf.slice(found, [0, 0, 0], [1, 1, 3]), found.shape));
    const change = tf.sub(predict(support.x, support.y), predict(support.x, tf.reverse(support.y, 2)));
    expect(tf.max(tf.abs(change)).dataSync()[0]).toBeGreaterThan(1e-4);
  });

  it('begins anew in every episode, and in every task of one', () => {
    const first = predict(support.x, support.y);
    const turned = (tensor: Tensor): Tensor => tf.reverse(tensor, 0);
    learner.adapt(params, { x: turned(support.x), y: turned(support.y) }, context);
    expectTreesClose(predict(support.x, support.y), first, { tolerance: 0 });
    const adapted = learner.adapt(params, { x: turned(support.x), y: turned(support.y) }, context);
    expectTreesClose(turned(learner.predict(params, adapted, turned(query.x), context)), first);
  });

  it('weighs every answer alike in its objective', () => {
    const adapted = learner.adapt(params, support, context);
    const loss = (logits: Tensor, y: Tensor): Tensor => tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), y), -1));
    const asked = tf.mean(loss(learner.predict(params, adapted, query.x, context), query.y), 1);
    const along = tf.sum(loss(learner.presentations(params, support, context), support.y), 1);
    const count = rowsOf(support.x);
    const wanted = name.includes('paired') ? asked : tf.div(tf.add(along, asked), count + 1);
    expectTreesClose(learner.objective(params, adapted, query, context), wanted);
  });
});

describe('lstm, labels one late', () => {
  it('is told the last label with the query: a support that differs there alone gives other answers', () => {
    const learner = learners['lstm, labels one late'];
    const params = initialize(learner.specs, seed(9));
    const { support, query } = episodes({ tasks: 1, shots: 1, queries: 1 }, seed(11));
    const last = tf.concat([tf.slice(support.y, [0, 0, 0], [1, 2, 3]), tf.tensor3d([[[0.5, 0.25, 0.25]]])], 1);
    const answers = [support.y, last].map((y) =>
      learner.predict(params, learner.adapt(params, { x: support.x, y }, context), query.x, context),
    ) as [Tensor, Tensor];
    expect(tf.max(tf.abs(tf.sub(...answers))).dataSync()[0]).toBeGreaterThan(1e-4);
    const along = [support.y, last].map((y) => learner.presentations(params, { x: support.x, y }, context));
    expectTreesClose(along[0] as Tensor, along[1] as Tensor, { tolerance: 0 });
  });
});

describe('options', () => {
  it('are refused where they do not belong', () => {
    expect(() => mann({ ...sizes, writeHeads: 2 })).toThrow("'lrua' has no writeHeads");
    expect(() => mann({ ...sizes, addressing: 'ntm', decay: 0.5 })).toThrow("'ntm' has no decay");
    expect(() => mann({ ...sizes, rows: 3 })).toThrow(InvalidOptionError);
    expect(() => lstmLearner({ ...sizes, labels: 'late' as 'offset' })).toThrow("'offset' or 'paired'");
  });
});
