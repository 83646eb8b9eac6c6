import { snail } from '@innerloop/blackbox';
import { conv4, crossEntropy, meanSquaredError, mlp } from '@innerloop/core';
import type { AnyLearner, Loss, Model } from '@innerloop/core';
import { sgd } from '@innerloop/inner';
import { matching, prototypical, relation, relationEncoder, relationModule } from '@innerloop/metric';
import { maml } from '@innerloop/outer';
import { featuresOf } from '../workloads/net.js';
import type { Conv4Net, Net, RelationEncoderNet, Workload } from '../workloads/workload.js';

const losses: Readonly<Record<Workload['loss'], Loss>> = { crossEntropy, meanSquaredError };

function modelOf(net: Net): Model {
  if (net.kind === 'mlp') return mlp(net);
  if (net.kind === 'relation-encoder') return relationEncoder(net);
  const { kind: _kind, outputs, ...shape } = net;
  return conv4(outputs === 0 ? shape : { ...shape, outputs });
}

/** A side of the maps that the encoder of relation networks gives. */
const mapsOf = (side: number): number => [0, 1].reduce((length) => Math.floor((length - 2) / 2), side);

/** The learner as a user of innerloop writes it. */
export function learnerOf({ learner, net, loss, innerRate, steps, ways, shots }: Workload): AnyLearner {
  const model = modelOf(net);
  switch (learner) {
    case 'maml':
      return maml({ model, rule: sgd(innerRate), loss: losses[loss], steps });
    case 'prototypical':
      return prototypical({ model });
    case 'matching':
      return matching({ model, scale: 10 });
    case 'relation': {
      const { height, width, filters } = net as RelationEncoderNet;
      return relation({
        model,
        relation: relationModule({ height: mapsOf(height), width: mapsOf(width), channels: filters }),
      });
    }
    case 'snail':
      return snail({ model, features: featuresOf(net as Conv4Net), outputs: ways, length: ways * shots + 1 });
  }
}
