import { conv4, mlp } from '@innerloop/core';
import { prototypical } from '@innerloop/metric';
import { classificationEpisodes } from '@innerloop/testkit';
import { describe, it } from 'vitest';
import { checkCell } from './cell.js';
import { subjects } from './learners.js';

/** Registers a test for every learner with every rule, or with those of some names, on the engine that runs. */
export function describeMatrix(engine: string, only?: readonly string[]): void {
  describe.each(Object.entries(subjects))(`${engine}: %s`, (_, { of, rules, episodes, smooth }) => {
    it.each(rules.filter(([name]) => only?.includes(name) ?? true))(
      'agrees with its loop, its parts and its differences with %s',
      (_name, rule) => checkCell(of(rule), episodes, smooth),
    );
  });

  describe(`${engine}: prototypical`, () => {
    it('agrees with its loop, its parts and its differences on an mlp', () =>
      checkCell(
        prototypical({ model: mlp({ inputs: 3, hidden: [5], outputs: 4, activation: 'tanh' }) }),
        classificationEpisodes({ features: [3], ways: 3 }),
        true,
      ));

    it('agrees with its loop and its parts on conv4', () =>
      checkCell(
        prototypical({
          model: conv4({ height: 16, width: 16, channels: 1, filters: 3, norm: { statistics: 'support' } }),
        }),
        classificationEpisodes({ features: [16, 16, 1], ways: 3 }),
        false,
      ));
  });
}
