import { InvalidOptionError, useBackend } from '@innerloop/core';
import { leakCheck } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import { toByteArray } from 'base64-js';
import { beforeAll, expect, it } from 'vitest';
import { pictureEpisodes } from '../../src/index.js';
import type { PictureEpisode } from '../../src/index.js';
import { lines, means, quarters } from '../toys.js';

const options = { learner: means(), params: {}, tasks: quarters(4, 2, 5), seed: 1 };

beforeAll(async () => {
  await useBackend('cpu');
});

it('keeps the images of each class, in order of their classes', async () => {
  const [first, ...others] = await pictureEpisodes({ ...options, episodes: 3, queries: 2 });
  const { classes, support, query } = first as PictureEpisode;
  expect(others).toHaveLength(2);
  expect(classes).toEqual(['A', 'B', 'C', 'D']);
  expect(support.map((picture) => picture.class)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  expect(query.map((picture) => picture.class)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  // Class c is lit in row c: its bytes say so.
  for (const { image, class: lit } of [...support, ...query]) {
    const bytes = toByteArray(image.bytes);
    expect(image).toMatchObject({ width: 2, height: 4, channels: 1 });
    expect(bytes.indexOf(255)).toBe(2 * lit);
    expect(bytes.filter((value) => value === 255)).toHaveLength(2);
  }
});

it('says what the learner says, with the probability of its softmax', async () => {
  const [episode] = await pictureEpisodes({ ...options, episodes: 1, queries: 9 });
  const { query, accuracy } = episode as PictureEpisode;
  expect(accuracy).toBe(1);
  expect(query).toHaveLength(20);
  for (const picture of query) {
    expect(picture.predicted).toBe(picture.class);
    expect(picture.probability).toBeGreaterThan(0.9);
    expect(picture.probability).toBeLessThanOrEqual(1);
  }
});

it('counts the queries that it does not show', async () => {
  const blind = {
    ...means(),
    predict: (...given: Parameters<ReturnType<typeof means>['predict']>) => means({ heads: 1 }).predict(...given),
  };
  const [episode] = await pictureEpisodes({ ...options, learner: blind, episodes: 1, queries: 1 });
  expect(episode?.query.map(({ predicted }) => predicted)).toEqual([0, 0, 0, 0]);
  expect(episode?.accuracy).toBe(0.25);
});

it('shows the tasks of a fixed stream, under the names that it is given', async () => {
  const two = await pictureEpisodes({ ...options, classNames: ['cat', 'dog'] });
  expect(two[0]?.classes).toEqual(['cat', 'dog', 'C', 'D']);
  expect(two[0]?.support).not.toEqual(two[1]?.support);
  expect((await pictureEpisodes({ ...options, episodes: 1 }))[0]?.support).toEqual(two[0]?.support);
});

it('tells which classes and which files made an episode, where the tasks know', async () => {
  const known = quarters(4, 2, 5);
  const names: NonNullable<typeof known.names> = () => [
    {
      classes: ['cat', 'dog', 'emu', 'fox'],
      support: Array.from({ length: 8 }, (_, row) => `s${row}.png`),
      query: Array.from({ length: 20 }, (_, row) => `q${row}.png`),
    },
  ];
  const [episode] = await pictureEpisodes({ ...options, tasks: { ...known, names }, episodes: 1, queries: 9 });
  const { classes, support, query } = episode as PictureEpisode;
  expect(classes).toEqual(['cat', 'dog', 'emu', 'fox']);
  expect(support.map(({ name }) => name).sort()).toEqual(Array.from({ length: 8 }, (_, row) => `s${row}.png`));
  expect(new Set(query.map(({ name }) => name)).size).toBe(20);
});

it('is plain JSON', async () => {
  const episodes = await pictureEpisodes(options);
  expect(JSON.parse(JSON.stringify(episodes))).toEqual(episodes);
});

it('refuses what is no image, and says what it is', async () => {
  const wrong = pictureEpisodes({ ...options, tasks: lines });
  await expect(wrong).rejects.toThrow(InvalidOptionError);
  await expect(wrong).rejects.toThrow(/'lines' \(regression\) have examples of shape \[1\]/);
});

it('leaves no tensors', async () => {
  const none = async (tasks: typeof options.tasks): Promise<never[]> => {
    await pictureEpisodes({ ...options, tasks }).catch(() => undefined);
    return [];
  };
  expect(await leakCheck(() => none(quarters()))).toEqual({ tensors: 0, bytes: 0 });
  expect(await leakCheck(() => none(lines))).toEqual({ tensors: 0, bytes: 0 });
});
