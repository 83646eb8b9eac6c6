/*
 * Lists half a million tiny pictures and draws episodes from them: `npx tsx --conditions=@innerloop/source
 * packages/data/test/node/measure-folders.ts`, with `zip` behind it from an archive. Takes some minutes and 2 GB of disk for a while.
 */
import { link, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { seed, useBackend } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { ZipFile } from 'yazl';
import { imageFolder } from '../../src/node.js';

const [CLASSES, PICTURES, BATCHES] = [1000, 500, 60];

const png = (value: number): Promise<Buffer> =>
  sharp(new Uint8Array(64).fill(value), { raw: { width: 8, height: 8, channels: 1 } })
    .png()
    .toBuffer();

async function makeFolder(root: string): Promise<string> {
  for (let number = 0; number < CLASSES; number += 1) {
    const folder = join(root, 'all', `class${number}`);
    await mkdir(folder, { recursive: true });
    const first = join(folder, '0.png');
    await writeFile(first, await png(number % 250));
    for (let other = 1; other < PICTURES; other += 1) await link(first, join(folder, `${other}.png`));
  }
  return join(root, 'all');
}

async function makeZip(root: string): Promise<string> {
  const zip = new ZipFile();
  for (let number = 0; number < CLASSES; number += 1) {
    const file = Buffer.from(await png(number % 250));
    for (let other = 0; other < PICTURES; other += 1)
      zip.addBuffer(file, `class${number}/${other}.png`, { compress: false });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(join(root, 'all.zip')));
  return join(root, 'all.zip');
}

const megabytes = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

async function measure(path: string): Promise<void> {
  const source = imageFolder({ path, size: 84, ways: 20, shots: 5, queries: 5, message: () => undefined });
  let start = performance.now();
  const train = await source.open('train');
  process.stdout.write(`${path}: opened in ${Math.round(performance.now() - start)} ms, ${megabytes()} MB\n`);
  start = performance.now();
  for (let batch = 0; batch < BATCHES; batch += 1)
    tf.dispose(await train.sample({ seed: seed(1).fold(batch), tasks: 4, params: {} }));
  const each = Math.round((performance.now() - start) / BATCHES);
  process.stdout.write(`${path}: a batch of 800 pictures in ${each} ms, peak ${megabytes()} MB\n`);
}

// One kind a process, so that peaks are its own.
await useBackend('cpu');
const root = await mkdtemp(join(tmpdir(), 'innerloop-many-'));
try {
  await measure(process.argv.includes('zip') ? await makeZip(root) : await makeFolder(root));
} finally {
  await rm(root, { recursive: true });
}
