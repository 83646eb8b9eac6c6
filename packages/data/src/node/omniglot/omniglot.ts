import type { Split } from '@innerloop/core';
import type { CacheOption } from '../cache/cache-folder.js';
import type { EpisodicOptions, EpisodicSource } from '../../episodes/episodic-source.js';
import { episodicSource } from '../../episodes/episodic-source.js';
import type { Damaged, DecodeOptions } from '../images/decode-pictures.js';
import type { PictureExamples } from '../images/picture-examples.js';
import type { Resample } from '../images/picture-form.js';
import { pictureForm } from '../images/picture-form.js';
import { readClasses } from '../images/read-classes.js';
import type { Holdout } from '../../splits/carve.js';
import { carveHoldout } from '../../splits/carve.js';
import { findCharacters, omniglotTrees } from './archives.js';
import type { OmniglotSplit } from './omniglot-split.js';
import { omniglotSplit } from './omniglot-split.js';

export interface OmniglotOptions extends EpisodicOptions, Holdout {
  /** The folder that has `images_background` and `images_evaluation`, as zip archives or unpacked. */
  readonly path: string;
  /** Default `vinyals`. */
  readonly split?: OmniglotSplit | undefined;
  /** Height and width of an image. Default 28. */
  readonly size?: number | undefined;
  /** The filter that images are shrunk with. Default `lanczos`; `nearest` gives binary images, as published. */
  readonly resample?: Resample | undefined;
  /** Whether damaged images are an error, which names them, or are left out. Default `refuse`. */
  readonly damaged?: Damaged | undefined;
  /** The folder to keep decoded images in, or false. Default `node_modules/.cache/innerloop` of the project around the working directory. */
  readonly cache?: CacheOption;
  /** Called as images get decoded, which happens the first time that a split is opened. */
  readonly progress?: DecodeOptions['progress'];
}

/**
 * Omniglot: 1623 characters of 50 alphabets, 20 drawings of each; N-way K-shot tasks over them.
 *
 * Images are `[28, 28, 1]`, ink 1 on paper 0, shrunk from 105 × 105. Images are shrunk to greys, which
 * keep thin strokes whole. The files have one bit a pixel, and Pillow shrinks such files by picking pixels whatever filter it is asked for, so
 * the inputs of published results are binary: `resample: 'nearest'` gives exactly those. docs/pictures.md has the figures of both.
 *
 * By default each character stands
 * for four classes, turned by 0°, 90°, 180° and 270°; characters are assigned to splits before they are turned. A split is read when it is
 * first opened, and no drawing of another split is decoded then.
 *
 * Splits: `vinyals`, 1028 / 172 / 423 characters by alphabet (4112 / 688 / 1692 classes); `random`, 1100 / 100 / 423 characters.
 *
 * @throws InvalidDataError if archives are missing, truncated or unsafe, or images damaged; InvalidOptionError if an option is out of range
 * @see Lake et al. 2015, "Human-level concept learning through probabilistic program induction"; Vinyals et al. 2016, arXiv:1606.04080
 */
export function omniglot(options: OmniglotOptions): EpisodicSource {
  const { path, split = 'vinyals', size = 28, resample = 'lanczos', damaged, cache, progress } = options;
  const form = pictureForm('omniglot', { size, channels: 1, invert: true, fit: 'fill', resample });
  const read = async (wanted: Split): Promise<PictureExamples> => {
    const characters = carveHoldout('omniglot', await omniglotSplit(split), options)[wanted];
    return readClasses({
      name: `omniglot/${wanted}`,
      where: 'omniglot',
      trees: await omniglotTrees(path),
      selection: characters,
      select: (names) => findCharacters(characters, names),
      form,
      damaged,
      cache,
      progress,
    });
  };
  return episodicSource(
    { name: 'omniglot', read, images: form },
    { ...options, rotations: options.rotations ?? 'classes' },
  );
}
