import type { Split } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import type { EpisodicOptions, EpisodicSource } from '../../episodes/episodic-source.js';
import { episodicSource } from '../../episodes/episodic-source.js';
import type { ExampleSet } from '../../examples/stored-examples.js';
import type { CacheOption } from '../cache/cache-folder.js';
import type { Damaged, DecodeOptions } from '../images/decode-pictures.js';
import type { DecodeTime } from '../images/decode-time.js';
import { memoryOf } from '../images/decode-time.js';
import { openClasses } from '../images/open-classes.js';
import type { PictureForm, PictureOptions } from '../images/picture-form.js';
import { pictureForm } from '../images/picture-form.js';
import { warn } from '../images/read-classes.js';
import type { FolderSplit } from './folder-split.js';
import { classesOfSplit, listedClasses } from './folder-split.js';
import type { PicturePlaces } from './picture-files.js';
import { findPictures, nameOf } from './picture-files.js';

export interface ImageFolderOptions extends EpisodicOptions, PictureOptions, PicturePlaces, FolderSplit, DecodeTime {
  /** Whether damaged pictures, and files of a table that are not there, are an error that names them, or are left out. Default `refuse`. */
  readonly damaged?: Damaged | undefined;
  /** The folder to keep decoded images in, or false. Default `node_modules/.cache/innerloop` of the project around the working directory. */
  readonly cache?: CacheOption;
  /** Called as images get decoded, which happens the first time that a split is opened. */
  readonly progress?: DecodeOptions['progress'];
  /** Hears what a person should know: files that were skipped, folders without pictures. Default: a warning of the process. */
  readonly message?: ((text: string) => void) | undefined;
  /** What messages call the data. Default: the name of the folder. */
  readonly name?: string | undefined;
}

/**
 * N-way K-shot tasks over any folders of images: one's own pictures, CIFAR-FS, miniImageNet.
 *
 * Images are `[height, width, channels]` with values from 0 to 1, upright, resized with the Lanczos kernel by default. A class is a folder, the
 * first one below the root (`levels`), or what a `table` says. A split is read when it is first opened, and no image of another class is decoded
 * then. Few pictures are decoded at once and kept in a cache, which is made anew when the files change; many are decoded when an
 * episode asks for them (`decode`).
 *
 * @throws InvalidDataError if files are missing, truncated, unsafe or damaged, or splits share a class; InvalidOptionError if an option does
 * not fit
 */
export function imageFolder(options: ImageFolderOptions): EpisodicSource<ExampleSet> {
  const { path, table, classes, split, damaged, decode, name = nameOf(path) } = options;
  const form = pictureForm('imageFolder', options);
  memoryOf('imageFolder', options);
  if (split !== undefined && (classes !== undefined || typeof path !== 'string' || typeof table === 'object')) {
    throw new InvalidOptionError(
      'imageFolder: split divides the classes of one path by fractions; leave it out where classes or paths are given.',
    );
  }
  if (damaged === 'skip' && decode === 'on-demand') {
    throw new InvalidOptionError(
      "imageFolder: damaged: 'skip' leaves pictures out before tasks are drawn, which needs all of them decoded. Pass decode: 'ahead'.",
    );
  }
  const message = once(options.message ?? warn);
  const read = (wanted: Split): Promise<ExampleSet> =>
    readSplit({ ...options, message }, form, `${name}/${wanted}`, wanted);
  return episodicSource({ name, read, images: form }, options);
}

async function readSplit(
  options: ImageFolderOptions & { readonly message: (text: string) => void },
  form: PictureForm,
  name: string,
  wanted: Split,
): Promise<ExampleSet> {
  const { damaged, cache, progress, decode, memory, message } = options;
  const lists = await listedClasses('imageFolder', options);
  const { trees, layout, told } = await findPictures(options, {
    wanted,
    listed: new Set(lists === undefined ? [] : Object.values(lists).flat()),
    found: (count) => message(`imageFolder: ${count} files found so far for '${name}'.`),
  });
  const classes = classesOfSplit('imageFolder', layout, options, lists, wanted);
  told.forEach(message);
  const reading = { name, where: 'imageFolder', trees, form, damaged, cache, progress, message };
  return openClasses({ ...reading, classes, decode, memory });
}

/** Says each thing once, however many splits of a folder it is true of. */
function once(message: (text: string) => void): (text: string) => void {
  const said = new Set<string>();
  return (text) => {
    if (said.has(text)) return;
    said.add(text);
    message(text);
  };
}
