import { seed, useBackend } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { clinc150, text } from '../../../src/node.js';
import { temporaryFolder } from '../fixtures.js';

beforeAll(() => useBackend('cpu'));

const folder = await temporaryFolder();
const size = { ways: 2, shots: 1, queries: 1, dimensions: 64 };

async function lines(root: string, part: string, texts: string, labels: string): Promise<void> {
  const path = join(folder, root, part);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'seq.in'), texts);
  await writeFile(join(path, 'label'), labels);
}
await lines('data/own', 'train', 'play jazz\nwill it rain\n', 'music\nweather\n');
await lines('data/own', 'valid', 'play rock\r\nis it cold\r\n', 'music\r\nweather\r\n');
await lines('data/own', 'test', 'more music', 'music');
await lines('data/own', 'oos/train', 'who am i\n', 'oos\n');
await lines('data/own', 'oos/valid', 'what is love\n', 'oos\n');
await lines('data/own', 'oos/test', 'why\n', 'oos\n');
const own = join(folder, 'data');

const all = { train: 1 };
const counts = async (source: ReturnType<typeof text>): Promise<Record<string, number>> =>
  Object.fromEntries((await source.examples('train')).classes.map(({ name, rows }) => [name, rows.length]));

describe('text', () => {
  it('reads columns of a table', async () => {
    const path = join(folder, 'intents.csv');
    await writeFile(path, 'said,intent\n"play, please",music\nplay jazz,music\nis it cold,weather\nrain?,weather\n');
    const source = text({ path, columns: { text: 'said', label: 'intent' }, split: all, ...size });
    expect(await counts(source)).toEqual({ music: 2, weather: 2 });
    expect((await source.examples('train')).files?.[0]).toBe('play, please');
    const { support } = await (await source.open('train')).sample({ seed: seed(1), tasks: 3, params: {} });
    expect(support.x.shape).toEqual([3, 2, 64]);
    await expect(text({ path, split: all, ...size }).open('train')).rejects.toThrow("has no column 'text'");
  });

  it('reads lines of folders, whatever is above them, and joins the sentences of a class', async () => {
    expect(await counts(text({ path: own, split: all, ...size }))).toEqual({ music: 3, weather: 2 });
    expect(await counts(text({ path: own, folders: ['valid'], split: all, ...size }))).toEqual({
      music: 1,
      weather: 1,
    });
  });

  it('says what is missing, is there twice, or does not fit', async () => {
    const open = (path: string, folders?: string[]) => text({ path, folders, split: all, ...size }).open('train');
    await expect(open(own, ['none'])).rejects.toThrow('has no none/seq.in. Expected a CSV file');
    await expect(open(join(folder, 'nowhere'))).rejects.toThrow('cannot be read');
    await lines('data2/short', 'train', 'one\ntwo\n', 'a\n');
    await expect(open(join(folder, 'data2'), ['train'])).rejects.toThrow('2 texts in short/train/seq.in and 1 classes');
    await lines('data2/long', 'train', 'one\n', 'a\n');
    await expect(open(join(folder, 'data2'), ['train'])).rejects.toThrow('in several places: ');
  });
});

describe('clinc150', () => {
  it('leaves out what is out of scope, unless it is asked for as a class', async () => {
    expect(await counts(clinc150({ path: own, split: all, ...size }))).toEqual({ music: 3, weather: 2 });
    const whole = clinc150({ path: own, split: all, outOfScope: true, ...size });
    expect(await counts(whole)).toEqual({ music: 3, weather: 2, oos: 3 });
  });

  const archive = fileURLToPath(new URL('../../../../../../shared/data/intents/intents_clinc150.zip', import.meta.url));
  it.skipIf(!existsSync(archive))('has 150 intents of 150 sentences (needs ../shared/data/intents)', async () => {
    const source = clinc150({ path: archive, ...size, ways: 5 });
    const splits = await Promise.all((['train', 'validation', 'test'] as const).map((split) => source.examples(split)));
    expect(splits.map(({ classes }) => classes.length)).toEqual([96, 24, 30]);
    const classes = splits.flatMap((one) => one.classes);
    expect(new Set(classes.map(({ name }) => name)).size).toBe(150);
    expect(classes.every(({ rows }) => rows.length === 150)).toBe(true);
  });
});
