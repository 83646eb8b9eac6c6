import { seed, useBackend } from '@innerloop/core';
import type { EpisodeNames, Split } from '@innerloop/core';
import { createRegistry } from '@innerloop/core/plugin';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { classHalves, fromArrays, glyphs, pretraining, sinusoids } from '../../src/index.js';
import type { ClassHalvesOptions } from '../../src/index.js';
import { dataPlugin } from '../../src/plugin.js';

beforeAll(async () => {
  await useBackend('cpu');
});

const names = Array.from({ length: 9 }, (_, at) => `class ${at}`);
const source = fromArrays({
  x: Array.from({ length: 36 }, (_, row) => [row]),
  labels: Array.from({ length: 36 }, (_, row) => `class ${row % 9}`),
  ways: 2,
  shots: 1,
  queries: 1,
  split: { train: names.slice(0, 7), validation: [], test: names.slice(7) },
});

const classesOf = (tasks: readonly EpisodeNames[] | undefined): readonly string[] =>
  [...new Set(tasks?.flatMap(({ classes }) => classes))].sort();

/** The classes of the first and of the second half of a large meta-batch. */
async function halvesOf(options: ClassHalvesOptions = {}): Promise<readonly [readonly string[], readonly string[]]> {
  const tasks = (await classHalves(source, options).open('train')).names?.({ seed: seed(1), tasks: 80 });
  return [classesOf(tasks?.slice(0, 40)), classesOf(tasks?.slice(40))];
}

describe('classHalves', () => {
  it('draws the halves of a meta-batch from disjoint halves of the training classes, which together are all', async () => {
    const [first, second] = await halvesOf();
    expect([first.length, second.length]).toEqual([4, 3]);
    expect([...first, ...second].sort()).toEqual(names.slice(0, 7));
  });

  it('divides them at random, always the same for a seed', async () => {
    expect(await halvesOf({ seed: 5 })).toEqual(await halvesOf({ seed: 5 }));
    const divisions = await Promise.all([0, 1, 2, 3].map((at) => halvesOf({ seed: at })));
    expect(new Set(divisions.map(([first]) => first.join())).size).toBeGreaterThan(1);
  });

  it('leaves all other splits, and what the data show, as they are', async () => {
    const halved = classHalves(source);
    const request = { seed: seed(1), tasks: 6 };
    const namesIn = async (of: typeof source, split: Split) => (await of.open(split)).names?.(request);
    expect(await namesIn(halved as typeof source, 'test')).toEqual(await namesIn(source, 'test'));
    expect(await halved.examples('train')).toBe(await source.examples('train'));
    expect([halved.name, halved.size]).toEqual([source.name, source.size]);
  });

  it('draws pictures of a turned class in the half of the class', async () => {
    const resolve = createRegistry(dataPlugin).resolve('data');
    const drawn = {
      use: 'glyphs',
      alphabets: 3,
      characters: 8,
      drawings: 3,
      size: 8,
      queries: 1,
      rotations: 'classes',
    };
    const tasks = await resolve({ use: 'class-halves', source: drawn, seed: 1 }).open('train', { ways: 9 });
    const named = tasks.names?.({ seed: seed(1), tasks: 20 });
    const plain = (part: readonly EpisodeNames[] | undefined) =>
      classesOf(part).map((name) => name.replace(/\/rot\d+$/, ''));
    const [first, second] = [plain(named?.slice(0, 10)), plain(named?.slice(10))];
    expect(new Set([...first, ...second]).size).toBe(8);
    expect(first.filter((name) => second.includes(name))).toEqual([]);
  });

  it('names the half that has too few classes for a task', async () => {
    await expect(classHalves(source).open('train', { ways: 4 })).rejects.toThrow(
      /train, second half of its classes' has 3 classes .* but ways is 4/,
    );
  });

  it('refuses a range of ways, which would be drawn for each half by itself', () => {
    expect(() => classHalves(glyphs({ ways: [2, 3] }))).toThrow("one number of ways, got 'glyphs' with 2 to 3");
  });

  it('refuses tasks that are not of classes', () => {
    expect(() => classHalves(sinusoids())).toThrow(
      "classHalves: expected a source of tasks of classes, got 'sinusoids'",
    );
    expect(() => classHalves(pretraining(source))).toThrow('whose classes cannot be divided');
  });
});
