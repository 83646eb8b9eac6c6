import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Files } from '../fixtures.js';
import { png, temporaryFolder, writeFiles, zipOf } from '../fixtures.js';

/** How Omniglot's archives are laid out, with two characters of two alphabets in each and four drawings of a character. */
async function archive(part: string, alphabets: readonly string[], damaged: string): Promise<Files> {
  const files: Record<string, Uint8Array> = {};
  for (const alphabet of alphabets) {
    for (const character of [1, 2]) {
      for (const drawing of [1, 2, 3, 4]) {
        const name = `${part}/${alphabet}/character0${character}/000${character}_0${drawing}.png`;
        files[name] = name.includes(damaged) ? Uint8Array.of(1) : await png([0, ...Array<number>(15).fill(255)]);
      }
    }
  }
  return files;
}

/** A folder as `omniglot({ path })` takes it, zipped or not. Drawings have ink in the top left pixel; those of one character may be damaged. */
export async function smallOmniglot(form: 'zipped' | 'unpacked', damaged = 'nothing'): Promise<string> {
  const folder = await temporaryFolder();
  for (const [part, alphabets] of [
    ['images_background', ['Greek', 'Latin']],
    ['images_evaluation', ['Keble', 'Tengwar']],
  ] as const) {
    const files = await archive(part, alphabets, damaged);
    if (form === 'unpacked') await writeFiles(folder, files);
    else await writeFile(join(folder, `${part}.zip`), await zipOf(files));
  }
  return folder;
}

/** Four characters to train on, two each for validation and test. */
export const smallSplit = {
  train: { Greek: '1-2', Keble: '1-2' },
  validation: { Latin: '1-2' },
  test: { Tengwar: '1 2' },
};
