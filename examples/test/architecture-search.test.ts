import { wasm } from '@innerloop/backend-wasm';
import { parameterCount, useBackend } from '@innerloop/core';
import { summarize } from '@innerloop/evaluation';
import { beforeAll, describe, expect, it } from 'vitest';
import { architectureSearch } from '../architecture-search/experiment.js';
import type { SearchResult } from '../architecture-search/experiment.js';
import { architectureHalves } from '../architecture-search/halves.js';
import type { HalvesEntry } from '../architecture-search/halves.js';
import type { Entry } from '../architecture-search/measure.js';
import { bestRandom, picture } from '../architecture-search/picture.js';
import {
  architectures,
  operations,
  parametersOf,
  plainOf,
  randomArchitectures,
  spaceOf,
  wordOf,
} from '../architecture-search/space.js';
import { quietFrame, whole } from './temporary.js';

beforeAll(() => useBackend(wasm()));

const space = spaceOf();
const like = { 'cell.0-1': 'tanh', 'cell.0-2': 'identity', 'cell.1-2': 'relu' };

describe('the space', () => {
  it('has every choice of operations once', () => {
    const words = architectures(space.choices).map(wordOf);
    expect(new Set(words).size).toBe(operations.length ** 3);
  });

  it('draws different architectures of the size of the one found, not that one, the same from the same seed', () => {
    const drawn = randomArchitectures(space, { like, count: 5, seed: 3 });
    const words = drawn.map(wordOf);
    expect(new Set(words).size).toBe(5);
    expect(words).not.toContain(wordOf(like));
    expect(new Set(drawn.map((one) => parametersOf(space, one)))).toEqual(new Set([parametersOf(space, like)]));
    expect(randomArchitectures(space, { like, count: 5, seed: 3 })).toEqual(drawn);
    expect(randomArchitectures(space, { like, count: 5, seed: 4 })).not.toEqual(drawn);
  });

  it('has plain networks of exactly the sizes that it decides for', () => {
    for (const chosen of architectures(space.choices)) {
      const size = parametersOf(space, chosen);
      expect(parameterCount(plainOf(size).specs)).toBe(size);
    }
  });
});

describe('random search', () => {
  const entry = (kind: Entry['kind'], seed: number, selection: number): Entry => ({
    ...{ kind, seed, selection, parameters: 1, seconds: 1 },
    rows: [{ steps: 10, ...summarize([9 - selection, 9 - selection]) }],
  });

  it('takes of each seed what does best on other tasks than those that are judged', () => {
    const [best, other] = [entry('random', 2, 1), entry('random', 1, 3)];
    expect(bestRandom([entry('random', 2, 2), other, best, entry('found', 1, 0)])).toEqual([best, other]);
  });
});

describe('the experiment of architecture search', () => {
  it('retrains what it finds, five random networks and a plain one, all of one size', async () => {
    const frame = await quietFrame('architecture-search', { iterations: 1, episodes: 2, seeds: [1] });
    await architectureSearch.run(frame);
    const result = (await frame.readResult('architecture-search')) as SearchResult;
    const kinds = result.entries.map(({ kind }) => kind);
    expect(kinds).toEqual(['mixture', 'decided', 'found', ...new Array<string>(5).fill('random'), 'mlp']);
    const [mixture, ...others] = result.entries as [Entry, ...Entry[]];
    expect(new Set(others.map(({ parameters }) => parameters)).size).toBe(1);
    expect(mixture.parameters).toBeGreaterThan(others[0]?.parameters as number);
    for (const { rows } of result.entries) expect(rows.every(({ mean }) => Number.isFinite(mean))).toBe(true);
    expect(picture(result).panels[0]?.curves.map(({ label }) => label)).toEqual([
      ...['found, retrained', 'random', 'best random', 'relu mlp', 'mixture', 'decided, not retrained'],
    ]);
  }, 240_000);
});

describe('the experiment of halves', () => {
  const searches = whole ? ['all', 'halves'] : ['halves'];

  it('searches with the logits taught by all tasks or by half of them, and retrains what each finds', async () => {
    const settings = { iterations: 2, episodes: 2, seeds: [1], only: searches };
    const frame = await quietFrame('architecture-halves', settings);
    await architectureHalves.run(frame);
    const { entries } = (await frame.readResult('architecture-halves')) as { readonly entries: readonly HalvesEntry[] };
    expect(entries.map(({ search, kind }) => `${search} ${kind}`)).toEqual(
      searches.flatMap((search) => ['mixture', 'decided', 'found'].map((kind) => `${search} ${kind}`)),
    );
    const mixtures = entries.filter(({ kind }) => kind === 'mixture').map(({ rows }) => rows.at(-1)?.mean);
    expect(new Set(mixtures).size).toBe(searches.length); // other tasks taught them
    for (const { rows } of entries) expect(rows.every(({ mean }) => Number.isFinite(mean))).toBe(true);
  }, 120_000);
});
