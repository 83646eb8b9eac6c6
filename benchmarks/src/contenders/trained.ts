/** innerloop as the command line runs it: a configuration, `train`, tasks sampled in every iteration, the step compiled by default. */
import { wasm } from '@innerloop/backend-wasm';
import { experimentOf } from '@innerloop/cli';
import { useBackend } from '@innerloop/core';
import { train } from '@innerloop/training';
import { ourVersions } from '../ours/eager.js';
import { serve } from '../protocol/serve.js';
import type { Workload } from '../workloads/workload.js';

function configOf({ net, tasks, shots, queries, steps, innerRate, outerRate, order }: Workload): object {
  const { kind, ...sizes } = net;
  return {
    name: 'benchmark',
    learner: {
      use: 'maml',
      model: { use: kind, ...sizes },
      rule: { use: 'sgd', learningRate: innerRate },
      loss: 'mean-squared-error',
      steps,
    },
    metaGradient: order === 'second' ? 'exact' : 'first-order',
    optimizer: { use: 'adam', learningRate: outerRate },
    data: { use: 'sinusoids', shots, queries },
    train: { iterations: 1, metaBatch: tasks, seed: 1 },
  };
}

serve(async (workload) => {
  const { message } = await useBackend(wasm());
  if (message !== undefined) throw new Error(message);
  const refuse = (reason: string): never => {
    throw new Error(reason);
  };
  const { step, data } = await experimentOf(configOf(workload), { onMessage: refuse });
  const tasks = await data.open('train');
  const iterations = train({ step, tasks, seed: 1, iterations: Number.MAX_SAFE_INTEGER, metaBatch: workload.tasks });
  const next = (): Promise<unknown> => iterations.next();
  return {
    threads: 1,
    versions: ourVersions(),
    step: next,
    first: async () => {
      await next();
      return undefined; // its tasks and weights are its own: there is nothing to compare
    },
  };
});
