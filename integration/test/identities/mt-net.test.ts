import '@tensorflow/tfjs-backend-cpu';
import {
  conv4,
  crossEntropy,
  differentiate,
  initialize,
  leaf,
  mapParams,
  meanSquaredError,
  mlp,
  scope,
  seed,
  useBackend,
} from '@innerloop/core';
import type { Context, InnerLearner, Loss, Model, ParamTree, Tensor, UpdateRule } from '@innerloop/core';
import { sgd, tNet, unitMasks } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { classificationEpisodes, expectTreesClose, expectTreesEqual, regressionEpisodes } from '@innerloop/testkit';
import { exact } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => useBackend('cpu'));

const context: Context = { key: seed(5), mode: 'train', order: 'exact' };
const net = mlp({ inputs: 2, hidden: [4], outputs: 1, activation: 'tanh' });
const oneTask = () => regressionEpisodes({ inputs: 2 })({ tasks: 1, shots: 5, queries: 4 }, seed(9));

interface Given {
  readonly model: Model;
  readonly loss: Loss;
  readonly steps: number;
}

/** MT-net: the layers of a model with a metric, of which masks choose the units that move. */
const mtNet = (rule: UpdateRule, { model, ...rest }: Given): InnerLearner =>
  maml({ model: tNet({ model }), adapts: ['net/'], rule, ...rest });

/** Its leaves, by the names of the model alone. */
const plainly = (params: ParamTree): ParamTree =>
  Object.fromEntries(Object.entries(scope(params, 'model/net')).map(([name, tensor]) => [`model/${name}`, tensor]));

describe('MT-net whose matrices are the identity and whose masks are 1', () => {
  const curves = { model: net, loss: meanSquaredError };
  const pictures = {
    model: conv4({ height: 16, width: 16, channels: 1, filters: 2, outputs: 3, downsample: 'stride' }),
    loss: crossEntropy,
  };
  it.each([
    { name: 'an mlp', ...curves, episodes: regressionEpisodes({ inputs: 2 }) },
    { name: 'conv4', ...pictures, episodes: classificationEpisodes({ features: [16, 16, 1], ways: 3 }) },
  ])('is MAML on $name, in what it adapts to and in its meta-gradient [row 22]', ({ model, loss, episodes }) => {
    tf.tidy(() => {
      const given = { model, loss, steps: 2 };
      const warped = mtNet(unitMasks({ logit: 40 })(sgd(0.1)), given);
      const plain = maml({ ...given, rule: sgd(0.1), adaptsNorm: true });
      const episode = episodes({ tasks: 3, shots: 2, queries: 2 }, seed(9));
      const params = initialize(warped.specs, seed(2));
      const adapted = [
        plainly(warped.adapt(params, episode.support, context).params),
        plain.adapt(plainly(params), episode.support, context).params,
      ];
      expectTreesClose(adapted[0] ?? {}, adapted[1] ?? {}, { tolerance: 1e-6 });
      const found = exact().estimate({ learner: warped, params, episode, key: seed(1) }).grads;
      const own = exact().estimate({ learner: plain, params: plainly(params), episode, key: seed(1) }).grads;
      expectTreesClose(plainly(found), own, { tolerance: 1e-5 });
      const warps = Object.entries(found).filter(([name]) => name.startsWith('model/warp/'));
      expect(warps.length).toBeGreaterThan(1);
      for (const [, slope] of warps) expect(tf.max(tf.abs(slope)).dataSync()[0]).toBeGreaterThan(1e-4);
    });
  });
});

/** Matrices that are not the identity, and masks that are known. */
function prepared(rate: number, masks: Readonly<Record<string, readonly number[]>>) {
  const learner = mtNet(unitMasks()(sgd(rate)), { model: net, loss: meanSquaredError, steps: 1 });
  const params = mapParams(initialize(learner.specs, seed(2)), (tensor, name) => {
    const layer = Object.keys(masks).find((one) => name === `rule/masks/model/net/${one}`);
    if (layer !== undefined) return tf.tensor1d((masks[layer] ?? []).map((mask) => 80 * mask - 40));
    const noise = seed(3).fold(name).draw('normal', tensor.shape);
    return name.startsWith('model/warp/') ? tf.add(tensor, tf.mul(noise, 0.5)) : tensor;
  });
  return { learner, params };
}

const layers = { 'layer0/kernel': 'layer0/units4', 'layer0/bias': 'layer0/units4' } as const;
const heads = { 'head/kernel': 'head/units1', 'head/bias': 'head/units1' } as const;
const layerOf: Readonly<Record<string, string>> = { ...layers, ...heads };

/** Composites `A = W T` (rows times a matrix, so T stands on the right) of leaves. */
const composites = (params: ParamTree, own: ParamTree): ParamTree =>
  mapParams(own, (tensor, name) => times(tensor, leaf(params, `model/warp/${layerOf[name] ?? ''}`)));

const times = (tensor: Tensor, matrix: Tensor): Tensor => {
  const units = matrix.shape[0];
  const rows = tf.reshape<tf.Rank.R2>(tensor, [-1, units]);
  return tf.reshape(tf.matMul(rows, matrix as tf.Tensor2D), tensor.shape);
};

const units = fc.array(fc.constantFrom(0, 1), { minLength: 4, maxLength: 4 });

describe('a step of MT-net', () => {
  it('moves the composite A by −α T diag(m) Tᵀ ∇_A L [row 22]', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.3, noNaN: true }), units, (rate, hidden) =>
        tf.tidy(() => {
          const masks = { 'layer0/units4': hidden, 'head/units1': [1] };
          const { learner, params } = prepared(rate, masks);
          const { support } = oneTask();
          const before = composites(params, scope(params, 'model/net'));
          const moved = scope(learner.adapt(params, support, context).params, 'model/net');
          const after = composites(
            params,
            mapParams(moved, (tensor) => tf.squeeze(tensor, [0])),
          );
          const { grads } = differentiate(
            (at, c) => meanSquaredError(net.apply(at, support.x, c), support.y),
            before,
            context,
          );
          const expected = mapParams(before, (tensor, name) => {
            const layer = layerOf[name] as keyof typeof masks;
            const matrix = leaf(params, `model/warp/${layer}`);
            const active = tf.mul(times(leaf(grads, name), tf.transpose(matrix)), tf.tensor1d(masks[layer]));
            return tf.sub(tensor, tf.mul(times(active, matrix), rate));
          });
          expectTreesClose(after, expected, { tolerance: 1e-5 });
        }),
      ),
      { numRuns: 10 },
    );
  });

  it('leaves everything where it is if no unit moves, and the matrices always', () => {
    tf.tidy(() => {
      const { support } = oneTask();
      const { learner, params } = prepared(0.3, { 'layer0/units4': [0, 0, 0, 0], 'head/units1': [0] });
      const adapted = learner.adapt(params, support, context).params;
      expectTreesEqual(adapted, learner.initial(params, support, context).params);
      expect(Object.keys(adapted).filter((name) => name.includes('warp'))).toEqual([]);
    });
  });

  it('is c² times as long for the composite where T is c times as long and W, b as short', () => {
    tf.tidy(() => {
      const { support } = oneTask();
      const { learner, params } = prepared(0.01, { 'layer0/units4': [1, 1, 1, 1], 'head/units1': [1] });
      const step = (factor: number): ParamTree => {
        const at = mapParams(params, (tensor, name) => {
          if (!name.startsWith('model/')) return tensor;
          return tf.mul(tensor, name.startsWith('model/warp/') ? factor : 1 / factor);
        });
        const moved = scope(learner.adapt(at, support, context).params, 'model/net');
        const before = composites(at, scope(at, 'model/net'));
        const after = composites(
          at,
          mapParams(moved, (tensor) => tf.squeeze(tensor, [0])),
        );
        return mapParams(after, (tensor, name) => tf.sub(tensor, leaf(before, name)));
      };
      const single = mapParams(step(1), (tensor) => tf.mul(tensor, 9));
      expectTreesClose(step(3), single, { tolerance: 1e-3 });
    });
  });
});
