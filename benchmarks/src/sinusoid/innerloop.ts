/** The step as a user of innerloop writes it, eager, on the default engine. */
import { wasm } from '@innerloop/backend-wasm';
import { disposeTree, meanSquaredError, mlp, seed, tidy, useBackend } from '@innerloop/core';
import { adam, sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { exact, metaStep } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import { serve } from '../contender.js';
import { sineBatches, workload } from './workload.js';

await useBackend(wasm());
const { tasks, hidden, innerRate, outerRate } = workload;
const learner = maml({
  model: mlp({ inputs: 1, hidden: [hidden, hidden], outputs: 1 }),
  rule: sgd(innerRate),
  loss: meanSquaredError,
});
const step = metaStep({ learner, metaGradient: exact(), optimizer: adam(outerRate) });
const tensor = (values: Float32Array): tf.Tensor => tf.tensor3d(values, [tasks, values.length / tasks, 1]);
const episodes = sineBatches().map(({ support, query }) => ({
  support: { x: tensor(support.x), y: tensor(support.y) },
  query: { x: tensor(query.x), y: tensor(query.y) },
}));
const root = seed(workload.seed);
let state = tidy(() => step.init(root));
let count = 0;

serve({
  name: 'innerloop, eager',
  step: () => {
    const episode = episodes[count % episodes.length] as (typeof episodes)[number];
    const { state: next, metrics } = tidy(() => step.run(state, episode, root.fold(count)));
    disposeTree(state, next);
    state = next;
    count += 1;
    const loss = (metrics['loss'] as tf.Tensor).dataSync()[0] as number;
    disposeTree(metrics);
    return loss;
  },
});
