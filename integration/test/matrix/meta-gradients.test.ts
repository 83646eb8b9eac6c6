import { wasm } from '@innerloop/backend-wasm';
import { InnerloopError, seed, tidy, useBackend } from '@innerloop/core';
import { expectBorrowed, expectNoLeaks } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Case } from './cases.js';
import { cases } from './cases.js';
import { cellOf } from './cell.js';
import type { NamedComponent } from './components.js';
import { componentsOf, made } from './components.js';

beforeAll(() => useBackend(wasm()));

/** Whether the estimator serves the learner: then purely, with finite numbers; else it says why not. */
async function estimates(named: NamedComponent<'metaGradient'>, one: Case): Promise<boolean> {
  tf.engine().startScope();
  try {
    const { learner, params, episode } = cellOf(one);
    const how = made(named, { ...one.world.parts, rule: 'sgd' });
    const run = () => how.estimate({ learner, params, episode, key: seed(52) });
    try {
      tidy(run);
    } catch (error) {
      expect(error).toBeInstanceOf(InnerloopError);
      expect((error as Error).message).toContain(named.name);
      return false;
    }
    await expectNoLeaks(() => expectBorrowed({ params, episode }, () => tidy(run)));
    const { loss, grads } = run();
    for (const tensor of [loss, ...Object.values(grads)]) expect(tensor.dataSync().every(Number.isFinite)).toBe(true);
    expect(Object.keys(grads).sort()).toEqual(
      Object.keys(learner.specs)
        .filter((name) => learned(learner.specs[name]?.role))
        .sort(),
    );
    return true;
  } finally {
    tf.engine().endScope();
  }
}

const learned = (role = 'learned'): boolean => role === 'learned';

describe.each(componentsOf('metaGradient').map((named) => [named.name, named] as const))('%s', (_name, named) => {
  const all = cases({ worlds: ({ smooth }) => smooth, rules: ({ name }) => name === 'sgd' });

  it.each(all.map((one) => [`${one.name}, ${one.world.name}`, one] as const))(
    'estimates purely with finite numbers, or says why it cannot: %s',
    async (_case, one) => {
      await estimates(named, one);
    },
  );

  it('serves some learner', async () => {
    const found: boolean[] = [];
    for (const one of all) found.push(await estimates(named, one));
    expect(found).toContain(true);
  });
});
