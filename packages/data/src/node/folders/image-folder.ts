import { basename } from 'node:path';
import type { Split } from '@innerloop/core';
import { InvalidDataError, InvalidOptionError } from '@innerloop/core';
import type { EpisodicOptions, EpisodicSource } from '../../episodes/episodic-source.js';
import { episodicSource } from '../../episodes/episodic-source.js';
import type { CacheOption } from '../cache/cache-folder.js';
import { fileTree } from '../files/file-tree.js';
import type { Damaged, DecodeOptions } from '../images/decode-pictures.js';
import type { PictureExamples } from '../images/picture-examples.js';
import type { PictureForm, PictureOptions } from '../images/picture-form.js';
import { pictureForm } from '../images/picture-form.js';
import type { ClassOfFiles } from '../images/read-classes.js';
import { readClasses } from '../images/read-classes.js';
import { findClasses } from './find-classes.js';
import type { FolderSplit } from './folder-split.js';
import { assignedClasses, listedClasses, pathOf } from './folder-split.js';
import { groupByFolder } from './group-by-folder.js';

export interface ImageFolderOptions extends EpisodicOptions, PictureOptions, FolderSplit {
  /** Whether damaged images are an error, which names them, or are left out. Default `refuse`. */
  readonly damaged?: Damaged | undefined;
  /** The folder to keep decoded images in, or false. Default `node_modules/.cache/innerloop` of the project around the working directory. */
  readonly cache?: CacheOption;
  /** Called as images get decoded, which happens the first time that a split is opened. */
  readonly progress?: DecodeOptions['progress'];
  /** What messages call the data. Default: the name of the folder. */
  readonly name?: string | undefined;
}

/**
 * N-way K-shot tasks over any folders of images: one's own pictures, CIFAR-FS, miniImageNet.
 *
 * Images are `[height, width, channels]` with values from 0 to 1, upright, resized with the Lanczos kernel. A split is read when it is first
 * opened, and no image of another class is decoded then; decoded images are kept in a cache, which is made anew when the files change.
 *
 * @throws InvalidDataError if files are missing, truncated, unsafe or damaged; InvalidOptionError if an option does not fit
 */
export function imageFolder(options: ImageFolderOptions): EpisodicSource {
  const { path, classes, split, name = nameOf(path) } = options;
  const form = pictureForm('imageFolder', options);
  if (split !== undefined && (classes !== undefined || typeof path !== 'string')) {
    throw new InvalidOptionError(
      'imageFolder: split divides the classes of one path by fractions; leave it out where classes or paths are given.',
    );
  }
  const read = (wanted: Split): Promise<PictureExamples> => readSplit(options, form, `${name}/${wanted}`, wanted);
  return episodicSource({ name, read, images: form }, options);
}

async function readSplit(
  options: ImageFolderOptions,
  form: PictureForm,
  name: string,
  wanted: Split,
): Promise<PictureExamples> {
  const { split, holdout, holdoutSeed, damaged, cache, progress } = options;
  const path = pathOf(options, wanted);
  const lists = await listedClasses(options);
  return readClasses({
    name,
    where: 'imageFolder',
    trees: [await fileTree('imageFolder', path, 'images as class/name.png or class/name.jpg.')],
    selection: { wanted, lists, split, holdout, holdoutSeed, apart: typeof options.path !== 'string' },
    select: ([names = []]) => {
      const there = requireImages(path, names, groupByFolder(names));
      const known = there.map((each) => each.name);
      return findClasses('imageFolder', assignedClasses(options, lists, known, wanted), there);
    },
    form,
    damaged,
    cache,
    progress,
  });
}

function requireImages(
  path: string,
  names: readonly string[],
  classes: readonly ClassOfFiles[],
): readonly ClassOfFiles[] {
  if (classes.length > 0) return classes;
  throw new InvalidDataError(
    `imageFolder: '${path}' has no images of the form class/name.png or class/name.jpg (${names.length} other files). ` +
      'Put the images of each class into a folder of its own.',
  );
}

function nameOf(path: ImageFolderOptions['path']): string {
  const one = typeof path === 'string' ? path : (path.train ?? path.validation ?? path.test ?? 'images');
  return basename(one).replace(/\.zip$/i, '');
}
