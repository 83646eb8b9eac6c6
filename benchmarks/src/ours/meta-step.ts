import { conv4, crossEntropy, meanSquaredError, mlp } from '@innerloop/core';
import type { AnyLearner, Loss, Model } from '@innerloop/core';
import { adam, sgd } from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import { maml } from '@innerloop/outer';
import { exact, firstOrder, metaStep } from '@innerloop/training';
import type { Net, Workload } from '../workloads/workload.js';

const losses: Readonly<Record<Workload['loss'], Loss>> = { crossEntropy, meanSquaredError };

function modelOf(net: Net): Model {
  if (net.kind === 'mlp') return mlp(net);
  const { kind: _kind, outputs, ...shape } = net;
  return conv4(outputs === 0 ? shape : { ...shape, outputs });
}

function learnerOf({ learner, net, loss, innerRate, steps }: Workload): AnyLearner {
  const model = modelOf(net);
  if (learner === 'prototypical') return prototypical({ model });
  return maml({ model, rule: sgd(innerRate), loss: losses[loss], steps });
}

export type OurStep = ReturnType<typeof metaStep<AnyLearner>>;

/** The step as a user of innerloop writes it; `slices` as in `metaStep`. */
export const metaStepOf = (workload: Workload, slices = 1): OurStep =>
  metaStep({
    learner: learnerOf(workload),
    metaGradient: workload.order === 'second' ? exact() : firstOrder(),
    optimizer: adam(workload.outerRate),
    slices,
  });
