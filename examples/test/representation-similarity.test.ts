import { wasm } from '@innerloop/backend-wasm';
import { useBackend } from '@innerloop/core';
import { beforeAll, expect, it } from 'vitest';
import { representationSimilarity } from '../representation-similarity/experiment.js';
import type { SimilarityResult } from '../representation-similarity/experiment.js';
import { picture } from '../representation-similarity/picture.js';
import { quietFrame } from './temporary.js';

beforeAll(() => useBackend(wasm()));

it('finds that anil changes its head alone, and boil what comes before it', async () => {
  const frame = await quietFrame('representation-similarity', { iterations: 3, episodes: 2, only: ['anil', 'boil'] });
  await representationSimilarity.run(frame);
  const result = (await frame.readResult('representation-similarity')) as SimilarityResult;
  const [anil, boil] = result.learners.map(({ layers }) => layers.map(({ cka }) => cka.mean));
  anil?.slice(0, 4).forEach((similarity) => expect(similarity).toBeCloseTo(1, 6));
  expect(anil?.[4]).toBeLessThan(0.999);
  expect(boil?.[3]).toBeLessThan(0.999);
  const [cka] = picture(result).panels;
  expect(cka?.curves.map(({ label }) => label)).toEqual(['anil', 'boil']);
  expect(cka?.x.names).toEqual(['block1', 'block2', 'block3', 'block4', 'head']);
}, 240_000);
