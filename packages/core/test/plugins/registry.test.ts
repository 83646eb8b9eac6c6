import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ConfigError, type Plugin } from '../../src/index.js';
import { component, createRegistry } from '../../src/plugin.js';
import { experiment, kitchen } from './kitchen.js';

const registry = createRegistry(kitchen);
const learner = registry.resolve('learner');

/** The message of the ConfigError that `f` throws. */
function complaint(f: () => unknown): string {
  try {
    f();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const aboutLearner = (config: unknown): string => complaint(() => learner(config));
const aboutModel = (model: unknown): string => aboutLearner({ use: 'maml', model });
const aboutExperiment = (config: unknown): string => complaint(() => registry.parse(experiment, config));

describe('a registry makes', () => {
  it('a component from its name, with its defaults', () => {
    expect(registry.resolve('rule')('sgd')).toEqual({ name: 'sgd', options: { rate: 0.01 } });
  });

  it('a component from its options, and the components among them', () => {
    const config = {
      use: 'maml',
      model: { use: 'mlp', hidden: [40], norm: { statistics: 'batch' } },
      losses: ['squared', { use: 'squared', weight: 2 }],
      steps: 'many',
    };
    expect(learner(config)).toEqual({
      name: 'maml',
      options: {
        model: {
          name: 'mlp',
          options: { hidden: [40], outputs: 1, activation: 'relu', norm: { statistics: 'batch', epsilon: 1e-5 } },
        },
        rule: { name: 'sgd', options: { rate: 0.01 } },
        losses: [
          { name: 'squared', options: {} },
          { name: 'squared', options: { weight: 2 } },
        ],
        steps: 'many',
        transformed: true,
      },
    });
  });

  it('a whole configuration', () => {
    const config = { learner: { use: 'maml', model: { use: 'mlp', hidden: [] } }, train: { iterations: 3 } };
    expect(registry.parse(experiment, config).train).toEqual({ iterations: 3, seed: 1 });
  });

  it('each component with the listeners of the configuration, those within others too', () => {
    const told: string[] = [];
    const speaking: Plugin = {
      name: 'speaking',
      provides: {
        rule: {
          sgd: component({
            summary: 'tells',
            options: () => z.object({}),
            create: (_, listeners) => {
              listeners?.message?.('sgd is made');
              return { name: 'sgd' } as never;
            },
          }),
        },
      },
    };
    const { provides } = kitchen;
    const telling = createRegistry(
      { name: 'learners', provides: { learner: provides.learner ?? {}, model: provides.model ?? {} } },
      speaking,
    );
    const config = { learner: { use: 'maml', model: { use: 'mlp', hidden: [] } }, train: { iterations: 3 } };
    telling.parse(experiment, config, { message: (text) => told.push(text) });
    expect(told).toEqual(['sgd is made']);
    telling.parse(experiment, config);
    expect(told).toHaveLength(1);
  });

  it('nothing out of the configuration: it stays as it was', () => {
    const config = { use: 'maml', model: { use: 'mlp', hidden: [] } };
    learner(Object.freeze({ ...config, model: Object.freeze(config.model) }));
    expect(config).toEqual({ use: 'maml', model: { use: 'mlp', hidden: [] } });
  });
});

describe('a registry lists', () => {
  it('each component with its kind, plugin and summary', () => {
    expect(registry.list()).toEqual([
      { kind: 'rule', name: 'sgd', plugin: 'kitchen', summary: 'gradient descent' },
      { kind: 'rule', name: 'adam', plugin: 'kitchen', summary: 'Adam' },
      { kind: 'model', name: 'mlp', plugin: 'kitchen', summary: 'fully connected layers' },
      { kind: 'learner', name: 'maml', plugin: 'kitchen', summary: 'learns an initialisation' },
      { kind: 'loss', name: 'squared', plugin: 'kitchen', summary: 'squared error' },
    ]);
  });

  it('the components of all its plugins, a plugin given twice once', () => {
    const extra: Plugin = { name: 'extra', provides: { rule: { other: kitchen.provides.rule!['sgd']! } } };
    const names = createRegistry(kitchen, extra, kitchen)
      .list()
      .map(({ name }) => name);
    expect(names).toEqual(['sgd', 'adam', 'other', 'mlp', 'maml', 'squared']);
  });
});

describe('a registry says', () => {
  it('which option is unknown, where, and the nearest known one', () => {
    expect(
      aboutExperiment({
        learner: { use: 'maml', model: { use: 'mlp', hiden: [4], hidden: [4] } },
        train: { iterations: 1 },
      }),
    ).toBe("learner.model.hiden: unknown option. Did you mean 'hidden'?");
    expect(aboutModel({ use: 'mlp', hidden: [], norm: { statistic: 'batch', statistics: 'batch' } })).toBe(
      "model.norm.statistic: unknown option. Did you mean 'statistics'?",
    );
    expect(aboutLearner({ use: 'maml', model: { use: 'mlp', hidden: [] }, stepz: 3 })).toBe(
      "stepz: unknown option. Did you mean 'steps'?",
    );
  });

  it('which options there are, if none is near', () => {
    expect(complaint(() => registry.resolve('rule')({ use: 'sgd', beta: 1 }))).toBe(
      'beta: unknown option. Known options: rate, momentum.',
    );
    expect(complaint(() => registry.resolve('rule')({ use: 'adam', beta: 1 }))).toBe(
      'beta: unknown option. There are no options.',
    );
  });

  it('which component is unknown, the nearest, and those that there are', () => {
    expect(aboutModel('mpl')).toBe("model: unknown model 'mpl'. Did you mean 'mlp'? Known: mlp.");
    expect(aboutLearner({ use: 'maml', model: { use: 'mlp', hidden: [] }, rule: { use: 'rmsprop' } })).toBe(
      "rule.use: unknown rule 'rmsprop'. Known rule components: sgd, adam.",
    );
    expect(aboutLearner('toString')).toContain("unknown learner 'toString'");
  });

  it('that no plugin provides a kind', () => {
    expect(
      aboutExperiment({
        learner: { use: 'maml', model: { use: 'mlp', hidden: [] } },
        data: 'x',
        train: { iterations: 1 },
      }),
    ).toBe("data: no loaded plugin provides a data. Name one that does under 'plugins'.");
  });

  it('what it expected where a component should be', () => {
    expect(aboutModel(3)).toBe('model: expected a model, a name or { use: name, …options }, received 3. Known: mlp.');
    expect(aboutModel({ hidden: [] })).toContain("received an object without 'use'");
    expect(aboutLearner({ use: 'maml' })).toContain('model: expected a model');
    expect(aboutModel({ use: ['mlp'] })).toContain('received a list');
  });

  it('what was expected and received in place of a value', () => {
    expect(aboutModel({ use: 'mlp', hidden: [4, 'x'] })).toBe("model.hidden.1: expected number, received 'x'.");
    expect(aboutModel({ use: 'mlp' })).toBe('model.hidden: missing; expected array.');
    expect(aboutModel({ use: 'mlp', hidden: [-4] })).toBe('model.hidden.0: expected number to be >0, received -4.');
    expect(aboutModel({ use: 'mlp', hidden: [], activation: 'rellu' })).toBe(
      "model.activation: expected 'relu' or 'tanh' or 'sigmoid', received 'rellu'. Did you mean 'relu'?",
    );
    expect(aboutLearner({ use: 'maml', model: { use: 'mlp', hidden: [] }, steps: true })).toBe(
      "steps: expected number or 'many', received true.",
    );
    expect(aboutExperiment([])).toBe('expected object, received a list.');
  });

  it('what a component itself refused', () => {
    expect(aboutLearner({ use: 'maml', model: { use: 'mlp', hidden: [] }, rule: { use: 'sgd', rate: 101 } })).toBe(
      'rule: sgd: rate is at most 100, received 101. Lower it.',
    );
  });

  it('all problems at once, each with its path', () => {
    const config = {
      learner: {
        use: 'maml',
        model: { use: 'mlp', hidden: 3, outptus: 2 },
        rule: 'sgdd',
        losses: ['squared', 'sqared'],
      },
      train: { iteration: 5 },
      sead: 1,
    };
    const problems = [
      'learner.model.hidden: expected array, received 3.',
      "learner.model.outptus: unknown option. Did you mean 'outputs'?",
      "learner.rule: unknown rule 'sgdd'. Did you mean 'sgd'? Known: sgd, adam.",
      "learner.losses.1: unknown loss 'sqared'. Did you mean 'squared'? Known: squared.",
      'train.iterations: missing; expected number.',
      "train.iteration: unknown option. Did you mean 'iterations'?",
      'sead: unknown option. Known options: learner, data, train.',
    ];
    expect(aboutExperiment(config).split('\n')).toEqual(problems);
  });

  it('problems as data as well', () => {
    try {
      learner({ use: 'maml', model: { use: 'mlp', hidden: [0] } });
      expect.unreachable();
    } catch (error) {
      expect((error as ConfigError).problems).toEqual([
        { path: ['model', 'hidden', 0], message: 'expected number to be >0, received 0.' },
      ]);
    }
  });

  it('that two plugins provide the same', () => {
    const twin: Plugin = { name: 'twin', provides: { model: { mlp: kitchen.provides.model!['mlp']! } } };
    expect(complaint(() => createRegistry(kitchen, twin))).toBe(
      "createRegistry: the plugins 'kitchen' and 'twin' both provide the model 'mlp'. Load one of them.",
    );
  });

  it("errors that are nobody's option as they are", () => {
    const broken: Plugin = {
      name: 'broken',
      provides: {
        rule: {
          broken: component({
            summary: '',
            options: () => z.object({}),
            create: () => {
              throw new TypeError('a bug');
            },
          }),
        },
      },
    };
    expect(() => createRegistry(broken).resolve('rule')('broken')).toThrow(TypeError);
  });
});

describe('a registry refuses', () => {
  it.each(['__proto__', 'constructor', 'prototype'])('the key %s, wherever it is', (key) => {
    const places = [
      `{"${key}":1}`,
      `{"use":"maml","${key}":{}}`,
      `{"use":"maml","model":{"use":"mlp","hidden":[{"${key}":{"polluted":1}}]}}`,
    ];
    for (const text of places) {
      expect(aboutLearner(JSON.parse(text))).toContain(`${key}: this key is refused`);
      expect(aboutExperiment({ learner: JSON.parse(text) as unknown })).toContain('learner.');
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('such keys in lists, naming the place', () => {
    expect(aboutExperiment({ list: [0, JSON.parse('{"__proto__":1}')] })).toContain(
      'list.1.__proto__: this key is refused',
    );
  });
});
