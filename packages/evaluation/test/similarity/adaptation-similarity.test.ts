import '@tensorflow/tfjs-backend-cpu';
import {
  activation,
  dense,
  disposeTree,
  initialize,
  seed,
  sequential,
  spread,
  tasksOf,
  useBackend,
} from '@innerloop/core';
import type { InnerAdapted, InnerLearner, ParamTree } from '@innerloop/core';
import { expectNoLeaks } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { adaptationSimilarity } from '../../src/index.js';
import type { LayerSimilarity } from '../../src/index.js';
import { lines } from '../toys.js';

beforeAll(() => useBackend('cpu'));

const model = sequential({
  body: sequential({ layer: dense({ inputs: 1, outputs: 2 }), activation: activation('tanh') }),
  head: dense({ inputs: 2, outputs: 1 }),
});

/** A learner that "adapts" by setting leaves to what it is told: what changes is known. */
function replacing(change: (params: ParamTree) => ParamTree): InnerLearner {
  const specs = Object.fromEntries(Object.entries(model.specs).map(([name, spec]) => [`model/${name}`, spec]));
  const at = (params: ParamTree, tasks: number): InnerAdapted => ({ params: spread(params, specs, tasks) });
  const no = (): never => {
    throw new Error('not asked for');
  };
  return {
    name: 'replacing',
    specs,
    initial: (params, { x }) => at(params, tasksOf(x)),
    adapt: (params, { x }) => at(change(params), tasksOf(x)),
    trajectory: no,
    innerObjective: no,
    predict: no,
    objective: no,
  };
}

async function measured(
  change: (params: ParamTree) => ParamTree,
  options: { readonly layers?: readonly string[] } = {},
): Promise<readonly LayerSimilarity[]> {
  const learner = replacing(change);
  const params = initialize(learner.specs, seed(1));
  try {
    return await adaptationSimilarity({ learner, model, params, tasks: lines, seed: 3, episodes: 4, ...options });
  } finally {
    disposeTree(params);
  }
}

const kernel = 'model/body/layer/kernel';

describe('adaptationSimilarity', () => {
  it('is 1 at every layer where nothing moves', async () => {
    const found = await measured((params) => params);
    expect(found.map(({ layer }) => layer)).toEqual(['body', 'head']);
    for (const { cka, cca } of found) {
      expect(cka.mean).toBeCloseTo(1, 5);
      expect(cca.mean).toBeCloseTo(1, 5);
      expect(cka.count).toBe(4);
    }
  });

  it('stays 1 before the first layer that moves, and falls after it', async () => {
    const bent = tf.tensor1d([3, -2]);
    const found = await measured((params) => ({ ...params, 'model/body/layer/bias': bent }), {
      layers: ['body/layer', 'body', 'head'],
    });
    bent.dispose();
    const [shifted, body] = found as [LayerSimilarity, LayerSimilarity];
    // A shift is no change to either measure; tanh makes one of it.
    expect(shifted.cka.mean).toBeCloseTo(1, 4);
    expect(body.cka.mean).toBeLessThan(0.99999);
  });

  it('measures the same again, and leaves no tensor behind', async () => {
    const learner = replacing((params) => ({ ...params, [kernel]: tf.mul(params[kernel] as tf.Tensor, 3) }));
    const params = initialize(learner.specs, seed(1));
    const measure = (): Promise<readonly LayerSimilarity[]> =>
      adaptationSimilarity({ learner, model, params, tasks: lines, seed: 3, episodes: 3 });
    const first = await measure();
    await expectNoLeaks(async () => {
      expect(await measure()).toEqual(first);
      return [];
    });
    disposeTree(params);
  });

  it('names the layers that there are when one is not, and refuses a single task', async () => {
    await expect(measured((params) => params, { layers: ['tail'] })).rejects.toThrow(
      "the model has no layer 'tail'. There are: body/layer, body/activation, body, head.",
    );
    const learner = replacing((params) => params);
    const one = { learner, model, params: {}, tasks: lines, seed: 1, episodes: 1 };
    await expect(adaptationSimilarity(one)).rejects.toThrow('episodes must be an integer of at least 2, got 1.');
  });
});
