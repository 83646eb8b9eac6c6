import { wasm } from '@innerloop/backend-wasm';
import { compile, compileLearner } from '@innerloop/compile';
import {
  accuracy,
  conv4,
  cosineHead,
  crossEntropy,
  dense,
  disposeTree,
  initialize,
  seed,
  tidy,
  useBackend,
} from '@innerloop/core';
import type { AnyLearner, Model, ParamTree } from '@innerloop/core';
import { glyphs, pretraining } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import { adam, sgd, unfreezing } from '@innerloop/inner';
import { crossValidated, fineTune, scratch } from '@innerloop/outer';
import { expectTreesClose } from '@innerloop/testkit';
import { exact, metaStep } from '@innerloop/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { withTrained } from '../support/trained.js';

beforeAll(() => useBackend(wasm()));

const ways = 5;
const classes = 8 * 12;
const features = 16;
const source = glyphs({ alphabets: 12, characters: 12, size: 16, ways, shots: 5, queries: 5 });
const net = { height: 16, width: 16, channels: 1, filters: features, downsample: 'stride', head: 'flatten' } as const;
const body = conv4({ ...net, norm: { statistics: 'running' } });
const parts = { body, loss: crossEntropy, testSteps: 20, adapts: ['head/'] };

const heads = {
  Baseline: (outputs: number): Model => dense({ inputs: features, outputs }),
  'Baseline++': (outputs: number): Model => cosineHead({ inputs: features, outputs, scale: 10 }),
};

/** The share of test characters told right. */
async function shareRight(learner: AnyLearner, params: ParamTree): Promise<number> {
  const given = {
    learner: compileLearner(learner),
    params,
    tasks: await source.open('test'),
    metric: accuracy,
    seed: 99,
  };
  return (await evaluate({ ...given, episodes: 60, batch: 30 })).rows[0]?.mean as number;
}

describe('fine-tuning a network that was pretrained on glyphs', () => {
  it.each(Object.entries(heads))(
    'as %s tells new characters apart, better than an untrained body and than training from scratch',
    async (_, head) => {
      const learner = fineTune({ ...parts, rule: sgd(0.5), head: head(ways), classifier: head(classes) });
      const fresh = tidy(() => initialize(learner.specs, seed(4)));
      const untrained = await shareRight(learner, fresh);
      disposeTree(fresh);
      const step = compile(metaStep({ learner, metaGradient: exact(), optimizer: adam(3e-3) }));
      const tasks = await pretraining(source, { batch: 64 }).open('train');
      await withTrained({ step, tasks, seed: 4, iterations: 150, metaBatch: 1 }, async (params) => {
        const pretrained = await shareRight(learner, params);
        expect(pretrained).toBeGreaterThan(untrained + 0.1);
        const alone = scratch({
          model: conv4({ ...net, norm: { statistics: 'support' }, outputs: ways }),
          rule: sgd(0.1),
          loss: crossEntropy,
          testSteps: 20,
        });
        const own = tidy(() => initialize(alone.specs, seed(4)));
        expect(pretrained).toBeGreaterThan((await shareRight(alone, own)) + 0.1);
        disposeTree(own);
      });
    },
    180_000,
  );
});

describe('baselines compiled', () => {
  it.each<[string, AnyLearner]>([
    [
      'fine-tuning of all, unfrozen bit by bit',
      fineTune({
        ...parts,
        adapts: ['body/', 'head/'],
        head: heads.Baseline(ways),
        testSteps: 4,
        rule: unfreezing({
          groups: ['model/body/', 'model/body/block4/', 'model/head/'],
          every: 1,
        })(sgd(0.1)),
      }),
    ],
    [
      'a choice of the rate by cross-validation',
      crossValidated({
        candidates: [0.01, 0.3].map((rate) =>
          fineTune({ ...parts, head: heads['Baseline++'](ways), rule: sgd(rate), testSteps: 3 }),
        ),
        folds: 5,
      }),
    ],
  ])('adapt as they do eagerly: %s', async (_, learner) => {
    const tasks = await source.open('test');
    const params = tidy(() => initialize(learner.specs, seed(4)));
    const { support, query } = await tasks.sample({ seed: seed(2), tasks: 3, params });
    const context = { key: seed(3), mode: 'test', order: 'first' } as const;
    const told: string[] = [];
    const compiled = compileLearner(learner, { onFallback: (reason) => told.push(reason) });
    const [found, expected] = [compiled, learner].map((of) =>
      tidy(() => of.predict(params, of.adapt(params, support, context), query.x, context)),
    );
    expect(told).toEqual([]);
    expectTreesClose(found ?? [], expected ?? [], { tolerance: 1e-3 });
    disposeTree([params, support, query, found ?? [], expected ?? []]);
  });
});
