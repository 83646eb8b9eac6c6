import { discrete, discretize, disposeTree, parameterCount, scope, under } from '@innerloop/core';
import type { Chosen, Model, RelaxedModel } from '@innerloop/core';
import type { Experiment, Frame } from '../experiment/experiment.js';
import { chosen as named } from '../experiment/settings.js';
import { judge, rate, steps, train, withTrained } from './measure.js';
import type { Budget, Entry } from './measure.js';
import { picture } from './picture.js';
import { operations, parametersOf, plainOf, randomArchitectures, spaceOf, units } from './space.js';

/** Random networks beside each that was found. */
const randoms = 5;

export interface SearchResult {
  readonly entries: readonly Entry[];
}

/** Weights and logits learned together, then the largest logit of each edge. */
async function search(space: RelaxedModel, seed: number, budget: Budget, frame: Frame) {
  return withTrained(train(space, seed, budget, frame, 'search'), async ({ params, seconds }) => {
    const mixture = await judge(space, params, budget);
    const { model, params: weights, chosen: architecture } = await discretize(space, scope(params, 'model'));
    const kept = await judge(model, under('model', weights), budget);
    disposeTree(weights);
    const entries: readonly Entry[] = [
      { kind: 'mixture', seed, parameters: parameterCount(space.specs), seconds, ...mixture },
      { kind: 'decided', seed, architecture, parameters: parametersOf(space, architecture), seconds, ...kept },
    ];
    return { architecture, entries };
  });
}

interface Subject {
  readonly name: 'found' | 'random' | 'mlp';
  readonly model: Model;
  readonly architecture?: Chosen;
}

/** All have as many parameters as what was found. */
function subjectsOf(space: RelaxedModel, found: Chosen, seed: number): readonly Subject[] {
  const of = (name: Subject['name'], architecture: Chosen): Subject => ({
    name,
    architecture,
    model: discrete(space, architecture),
  });
  return [
    of('found', found),
    ...randomArchitectures(space, { like: found, count: randoms, seed }).map((one) => of('random', one)),
    { name: 'mlp', model: plainOf(parametersOf(space, found)) },
  ];
}

async function retrain(subject: Subject, seed: number, budget: Budget, frame: Frame): Promise<Entry> {
  const { name: kind, model, architecture } = subject;
  return withTrained(train(model, seed, budget, frame, kind), async ({ params, seconds }) => ({
    ...{ kind, seed, parameters: parameterCount(model.specs), seconds },
    ...(architecture === undefined ? {} : { architecture }),
    ...(await judge(model, params, budget)),
  }));
}

/** Does a search find more than chance does? (Liu et al. 2019, §3.4: the same space, a random choice.) */
export const architectureSearch: Experiment = {
  name: 'architecture-search',
  summary: 'what a search finds, retrained, beside random architectures and a plain network of its size',
  parts: 'found, random, mlp',
  run: async (frame) => {
    const { iterations = 6000, episodes = 600, seeds = [1, 2, 3] } = frame.settings;
    const budget: Budget = { iterations, metaBatch: 25, episodes };
    const parts = named([{ name: 'found' }, { name: 'random' }, { name: 'mlp' }], frame.settings).map(
      ({ name }) => name,
    );
    const space = spaceOf();
    const entries: Entry[] = [];
    for (const seed of seeds) {
      const { architecture, entries: searched } = await search(space, seed, budget, frame);
      entries.push(...searched);
      for (const subject of subjectsOf(space, architecture, seed)) {
        if (parts.includes(subject.name)) entries.push(await retrain(subject, seed, budget, frame));
      }
    }
    const { command, machine } = frame;
    const settings = { ...budget, seeds, units, operations, rate, steps, randoms };
    await frame.writeResult('architecture-search', { command, machine, ...settings, entries });
    await frame.writePicture('architecture-search', picture({ entries }));
  },
};
