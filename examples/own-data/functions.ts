/**
 * My data: tasks that a program draws, and all of it in code. Here straight lines, learned by MAML.
 *
 *     npx tsx --conditions=@innerloop/source examples/own-data/functions.ts [iterations]
 */
import { wasm } from '@innerloop/backend-wasm';
import { compile } from '@innerloop/compile';
import { cloneTree, disposeTree, meanSquaredError, meanSquaredErrorMetric, mlp, useBackend } from '@innerloop/core';
import { fromSampler } from '@innerloop/data';
import { evaluate, formatEvaluation } from '@innerloop/evaluation';
import { adam, sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { exact, metaStep, train } from '@innerloop/training';

const iterations = Number(process.argv[2] ?? 2000);
await useBackend(wasm());

const tasks = fromSampler({
  kind: 'regression',
  shots: 5,
  queries: 10,
  sample: (random) => {
    const [slope, offset] = [random.uniform(-2, 2), random.uniform(-1, 1)];
    return () => {
      const x = random.uniform(-1, 1);
      return { x, y: slope * x + offset };
    };
  },
});
const learner = maml({
  model: mlp({ inputs: 1, hidden: [20], outputs: 1, activation: 'tanh' }),
  rule: sgd(0.1),
  loss: meanSquaredError,
});
const step = compile(metaStep({ learner, metaGradient: exact(), optimizer: adam(0.003) }));
for await (const progress of train({ step, tasks, iterations, metaBatch: 8, seed: 1 })) {
  if (progress.iteration < iterations) continue;
  const params = cloneTree(progress.params);
  const result = await evaluate({ learner, params, tasks, metric: meanSquaredErrorMetric, episodes: 200, seed: 1 });
  console.log(formatEvaluation(result));
  disposeTree(params);
}
