import { discretize, disposeTree, meanSquaredError, parameterCount, scope, under } from '@innerloop/core';
import type { AnyLearner, MetaGradient, RelaxedModel } from '@innerloop/core';
import { sinusoids } from '@innerloop/data';
import { sgd } from '@innerloop/inner';
import { halves, maml } from '@innerloop/outer';
import { exact } from '@innerloop/training';
import type { Experiment, Frame } from '../experiment/experiment.js';
import { chosen as named } from '../experiment/settings.js';
import { stepOf, trained } from '../experiment/train.js';
import { judge, rate, steps, train, withTrained } from './measure.js';
import type { Budget, Entry } from './measure.js';
import { operations, parametersOf, spaceOf, units } from './space.js';

/** Which tasks of a meta-batch teach the logits: all, or the half that teaches no weight. */
const searches: Readonly<Record<string, MetaGradient<AnyLearner>>> = {
  all: exact(),
  halves: halves({ of: exact(), second: ['model/architecture/'] }),
};

export interface HalvesEntry extends Entry {
  readonly search: string;
}

/** Auto-MAML: the inner loop moves the weights alone, the outer loop the logits as well. */
const learnerOf = (model: RelaxedModel) =>
  maml({ model, rule: sgd(rate), loss: meanSquaredError, adapts: ['weights/'] });

function searched(space: RelaxedModel, search: string, seed: number, budget: Budget, frame: Frame) {
  const step = stepOf<AnyLearner>(learnerOf(space), { metaGradient: searches[search] as MetaGradient<AnyLearner> });
  const display = frame.progress(`${search}, seed ${seed}`);
  return trained({ ...budget, step, seed, display, tasks: sinusoids({ shots: 10, queries: 10 }) });
}

/** The mixture as the search ends, and what it decides for, trained from its beginning. */
async function entriesOf(
  space: RelaxedModel,
  search: string,
  seed: number,
  budget: Budget,
  frame: Frame,
): Promise<readonly HalvesEntry[]> {
  const found = await withTrained(searched(space, search, seed, budget, frame), async ({ params, seconds }) => {
    const mixture = await judge(space, params, budget, learnerOf(space));
    const { model, params: weights, chosen } = await discretize(space, scope(params, 'model'));
    const kept = await judge(model, under('model', weights), budget);
    disposeTree(weights);
    return { seconds, mixture, kept, model, chosen };
  });
  const { model, seconds, chosen: architecture } = found;
  const parameters = parametersOf(space, architecture);
  const retrained = await withTrained(train(model, seed, budget, frame, 'found'), async (of) => ({
    seconds: of.seconds,
    ...(await judge(model, of.params, budget)),
  }));
  return [
    { search, kind: 'mixture', seed, parameters: parameterCount(space.specs), seconds, ...found.mixture },
    { search, kind: 'decided', seed, architecture, parameters, seconds, ...found.kept },
    { search, kind: 'found', seed, architecture, parameters, ...retrained },
  ];
}

/** Does an architecture that is taught by other tasks than the weights do better? (Lian et al. 2020) */
export const architectureHalves: Experiment = {
  name: 'architecture-halves',
  summary: 'Auto-MAML: an architecture that all tasks of a meta-batch teach, or the half that teaches no weight',
  parts: 'all, halves',
  run: async (frame) => {
    const { iterations = 6000, episodes = 600, seeds = [1, 2, 3] } = frame.settings;
    const budget: Budget = { iterations, metaBatch: 24, episodes };
    const space = spaceOf();
    const all = Object.keys(searches).map((name) => ({ name }));
    const parts = named(all, frame.settings).map(({ name }) => name);
    const entries: HalvesEntry[] = [];
    for (const seed of seeds) {
      for (const search of parts) entries.push(...(await entriesOf(space, search, seed, budget, frame)));
    }
    const { command, machine } = frame;
    await frame.writeResult('architecture-halves', {
      ...{ command, machine, ...budget, seeds, units, operations, rate, steps },
      entries,
    });
  },
};
