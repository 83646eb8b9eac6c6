/**
 * How far our pictures are from Pillow's, by filter and direction, as a table:
 * `npx tsx --conditions=@innerloop/source benchmarks/src/pictures/differences.ts`
 *
 * Needs a Python with Pillow, that of `npm run benchmark:setup` or `PYTHON=…`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPictures } from '@innerloop/data/node';
import type { Form } from './pillow.js';
import { pillowPictures, pythonWithPillow } from './pillow.js';
import { writeSamples } from './samples.js';

const filters = ['nearest', 'box', 'bilinear', 'bicubic', 'lanczos'] as const;
const fits = ['fill', 'cover', 'contain'] as const;
const channels = [1, 3] as const;

/** Sizes that the samples are brought to, smaller and larger than they are. */
const directions = {
  shrinking: [
    [28, 28],
    [13, 40],
  ],
  enlarging: [
    [84, 84],
    [131, 97],
  ],
} as const;

const shapes = {
  shrinking: [
    [105, 105],
    [97, 61],
    [64, 211],
  ],
  enlarging: [
    [32, 32],
    [16, 21],
    [60, 7],
  ],
} as const;

interface Difference {
  readonly largest: number;
  /** Part of the values that differ at all. */
  readonly share: number;
}

function differenceOf(ours: Uint8Array, theirs: readonly Uint8Array[]): Difference {
  const all = Buffer.concat(theirs);
  if (all.length !== ours.length) throw new Error(`Pillow has ${all.length} values, we have ${ours.length}.`);
  let [largest, differ] = [0, 0];
  ours.forEach((value, at) => {
    const difference = Math.abs(value - (all[at] as number));
    largest = Math.max(largest, difference);
    if (difference > 0) differ += 1;
  });
  return { largest, share: differ / ours.length };
}

async function ourPictures(folder: string, { size, ...form }: Form): Promise<Uint8Array> {
  const { images } = await readPictures(folder, { size, ...form });
  return Uint8Array.from(images, (value) => Math.round(255 * value));
}

/** The largest difference over the sizes of a direction. */
async function measure(
  python: string,
  direction: keyof typeof directions,
  forms: readonly Form[],
): Promise<Difference[]> {
  const folder = await mkdtemp(join(tmpdir(), 'innerloop-pillow-'));
  try {
    await writeSamples(folder, shapes[direction]);
    const { pictures } = pillowPictures(python, folder, forms);
    const found: Difference[] = [];
    for (const [at, form] of forms.entries())
      found.push(differenceOf(await ourPictures(folder, form), pictures[at] as readonly Uint8Array[]));
    return found;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function rowOf(python: string, resample: Form['resample']): Promise<string> {
  const cells: string[] = [];
  for (const direction of ['shrinking', 'enlarging'] as const) {
    for (const fit of fits) {
      const forms = directions[direction].flatMap((size) =>
        channels.map((count) => ({ resample, fit, size, channels: count })),
      );
      const found = await measure(python, direction, forms);
      for (const count of channels) {
        const its = found.filter((_, at) => (forms[at] as Form).channels === count);
        cells.push(String(its.reduce((largest, one) => Math.max(largest, one.largest), 0)));
      }
    }
  }
  return `| ${resample} | ${cells.join(' | ')} |`;
}

const python = pythonWithPillow();
if (python === undefined) {
  console.log('No Python with Pillow was found, so nothing is compared. Run `npm run benchmark:setup`, or set PYTHON.');
} else {
  const { version } = pillowPictures(python, tmpdir(), []);
  const heads = ['shrinking', 'enlarging'].flatMap((direction) =>
    fits.flatMap((fit) => [`${direction}, ${fit}, grey`, `${fit}, colour`]),
  );
  console.log(`Largest difference from Pillow ${version}, in levels of 255:\n`);
  console.log(`| filter | ${heads.join(' | ')} |\n| --- |${heads.map(() => ' ---: |').join('')}`);
  for (const filter of filters) console.log(await rowOf(python, filter));
}
