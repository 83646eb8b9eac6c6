import { wasm } from '@innerloop/backend-wasm';
import { ConfigError, InnerloopError, isLearned, seed, tidy, useBackend } from '@innerloop/core';
import { expectBorrowed, expectNoLeaks } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Case } from './cases.js';
import { cases } from './cases.js';
import { cellOf } from './cell.js';
import { combinationsPage } from './combinations-page.js';
import type { Service } from './combinations-page.js';
import type { NamedComponent } from './components.js';
import { componentsOf, made } from './components.js';

beforeAll(() => useBackend(wasm()));

/** Those that need the whole meta-batch (`wholeBatch`) may share it out, as `halves` does. Nothing here compares tasks at once with tasks one by one. */
const evenTasks = 2;

/** Whether the estimator serves the learner: then purely, with finite numbers; else it says why not. */
async function serves(named: NamedComponent<'metaGradient'>, one: Case): Promise<boolean> {
  tf.engine().startScope();
  try {
    const { learner, params, episode } = cellOf(one, evenTasks);
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
    const learned = Object.keys(learner.specs).filter((name) => isLearned(learner.specs[name]));
    expect(Object.keys(grads).sort()).toEqual(learned.sort());
    const moves = Object.values(grads).some((gradient) => gradient.dataSync().some((entry) => entry !== 0));
    expect(moves, 'it teaches something').toBe(true);
    return true;
  } finally {
    tf.engine().endScope();
  }
}

const penalty = { proximal: { strength: 1 } };

function takesPenalty({ make }: Case): boolean {
  try {
    return Object.keys(make(penalty).specs).some((name) => name.startsWith('penalty/'));
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return false;
  }
}

/** A learner that is refused as its example has it may be served with a penalty. */
async function serviceOf(named: NamedComponent<'metaGradient'>, one: Case): Promise<Service> {
  if (await serves(named, one)) return 'yes';
  const anchored: Case = { ...one, make: () => one.make(penalty) };
  return takesPenalty(one) && (await serves(named, anchored)) ? 'with proximal' : 'no';
}

const all = cases({ rules: ({ name }) => name === 'sgd' });
const served = new Map<string, Map<string, Service>>();

describe.each(componentsOf('metaGradient').map((named) => [named.name, named] as const))('%s', (name, named) => {
  const learners = new Map<string, Service>();
  served.set(name, learners);

  it.each(all.map((one) => [`${one.name}, ${one.world.name}`, one] as const))(
    'estimates purely with finite numbers that are not all zero, or says why it cannot: %s',
    async (_case, one) => {
      const found = await serviceOf(named, one);
      expect(learners.get(one.learner) ?? found).toBe(found); // whatever the world
      learners.set(one.learner, found);
    },
  );

  it('serves some learner', () => {
    expect([...learners.values()]).toContain('yes');
  });
});

it('docs/combinations.md shows what can be combined (npm run test:matrix -- -u writes it)', async () => {
  await expect(combinationsPage(served)).toMatchFileSnapshot('../../../docs/combinations.md');
});
