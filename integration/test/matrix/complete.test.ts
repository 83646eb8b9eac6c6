import type { ComponentKinds } from '@innerloop/core';
import { describe, expect, it } from 'vitest';
import { cases } from './cases.js';
import { componentsOf } from './components.js';
import { worlds } from './worlds.js';

const kinds = ['learner', 'rule', 'wrapper', 'metaGradient'] as const satisfies readonly (keyof ComponentKinds)[];

describe('the matrix', () => {
  it.each(kinds)('has every %s that the packages provide, by the example of its component', (kind) => {
    const components = componentsOf<keyof ComponentKinds>(kind);
    expect(components.length).toBeGreaterThan(0);
    expect(components.filter(({ component }) => component.example === undefined).map(({ name }) => name)).toEqual([]);
  });

  it('has every learner in some world, and every rule in every learner that takes one', () => {
    const all = cases();
    expect([...new Set(all.map(({ learner }) => learner))].sort()).toEqual(
      componentsOf('learner')
        .map(({ name }) => name)
        .sort(),
    );
    const rules = componentsOf('rule').map(({ name }) => name);
    for (const world of worlds) {
      const of = (learner: string): (string | undefined)[] =>
        all.filter((one) => one.world === world && one.learner === learner).map(({ rule }) => rule);
      for (const { name } of componentsOf('learner')) expect([[], [undefined], rules]).toContainEqual(of(name));
    }
    expect(all.length).toBeGreaterThan(worlds.length * rules.length);
  });
});
