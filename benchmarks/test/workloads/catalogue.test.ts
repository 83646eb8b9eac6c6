import { expect, test } from 'vitest';
import { baselines, contenders, entrants } from '../../src/contenders/registry.js';
import { learnerOf } from '../../src/ours/learner.js';
import { optionsOf } from '../../src/options.js';
import { familyWorkloads, growthWorkloads, readCatalogue } from '../../src/workloads/catalogue.js';
import { select } from '../../src/workloads/select.js';

const catalogue = readCatalogue();
const all = [...familyWorkloads(catalogue), ...growthWorkloads(catalogue)];

test('names are unique, and every selection names what there is', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  for (const names of Object.values(catalogue.selections)) {
    expect(
      select(all, names)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...names].sort());
  }
});

test('the leaves are those of our learners, name by name', () => {
  for (const workload of all) {
    const { parameters, more } = workload;
    const ofNet = parameters.map(({ name, shape }) => ({ name: `model/${name}`, shape: [...shape] }));
    const specs = Object.entries(learnerOf(workload).specs).map(([name, { shape }]) => ({ name, shape: [...shape] }));
    const byName = (left: { name: string }, right: { name: string }) => left.name.localeCompare(right.name);
    expect([...ofNet, ...more].sort(byName)).toEqual(specs.sort(byName));
  }
});

test('growth spans what it says: tasks to 256, steps to 32, parameters from a thousand to ten million', () => {
  const at = (axis: string) => all.flatMap(({ growth }) => (growth?.axis === axis ? [growth.at] : []));
  expect([at('tasks').at(0), at('tasks').at(-1)]).toEqual([1, 256]);
  expect([at('steps').at(0), at('steps').at(-1)]).toEqual([1, 32]);
  const [least = 0, most = 0] = [at('parameters').at(0), at('parameters').at(-1)];
  expect(Math.abs(Math.log10(least) - 3)).toBeLessThan(0.02);
  expect(Math.abs(Math.log10(most) - 7)).toBeLessThan(0.02);
});

test('a pattern is a whole leading part of a name; one that names nothing is refused', () => {
  expect(select(all, ['sinusoid/1-step']).map(({ order }) => order)).toEqual(['second', 'first']);
  expect(() => select(all, ['sinusoid/1'])).toThrow("No workload 'sinusoid/1'. There are: sinusoid/1-step/second");
});

test('baselines are contenders, and no workload has two', () => {
  for (const name of baselines) expect(contenders.some((entry) => entry.name === name)).toBe(true);
  for (const workload of all) {
    const names = entrants(workload, []).map(({ name }) => name);
    expect(names.filter((name) => baselines.includes(name)).length).toBeLessThanOrEqual(1);
    expect(names).toContain('compiled-1');
    expect(names).toContain('compiled-2');
  }
});

test('options choose what is run and how often, and say what is wrong', () => {
  const usual = optionsOf([], catalogue);
  expect(usual.complete).toBe(true);
  expect(usual.workloads.some(({ growth }) => growth !== undefined)).toBe(false);
  expect(optionsOf(['--full'], catalogue).workloads).toHaveLength(all.length);
  const some = optionsOf(['--workload', 'sinusoid', '--contender', 'stock', '--repetitions', '7'], catalogue);
  expect([some.complete, some.workloads.length, some.contenders, some.pace.repetitions]).toEqual([
    false,
    4,
    ['stock'],
    7,
  ]);
  expect(optionsOf(['--quick'], catalogue).complete).toBe(false);
  expect(() => optionsOf(['--repetitions', '0'], catalogue)).toThrow('--repetitions must be a positive integer');
});
