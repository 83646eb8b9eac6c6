import { basename, dirname } from 'node:path';
import type { ImageForm, Shape } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';
import type { FileTree } from '../files/file-tree.js';
import { fileTree } from '../files/file-tree.js';
import type { DecodeOptions } from '../images/decode-pictures.js';
import { decodePictures } from '../images/decode-pictures.js';
import type { PictureOptions } from '../images/picture-form.js';
import { pictureForm } from '../images/picture-form.js';
import { isPicture } from './group-by-folder.js';

export interface ReadFolderOptions extends PictureOptions, Pick<DecodeOptions, 'damaged' | 'progress'> {
  /** What black and white become. Default `[0, 1]`. */
  readonly range?: ImageForm['range'] | undefined;
}

/** Pictures as a model takes them. */
export interface Pictures {
  /** `[n, height, width, channels]`, values from 0 to 1. */
  readonly images: Float32Array;
  readonly shape: Shape;
  /** Paths below the folder, in the order of the images. */
  readonly files: readonly string[];
}

export interface LabelledPictures extends Pictures {
  /** The name of the folder that each image lies in. */
  readonly labels: readonly string[];
}

/**
 * All pictures below a folder (or in a zip archive), in alphabetical order.
 *
 * @throws InvalidDataError if there are none, or if some are damaged and not to be skipped
 */
export async function readPictures(path: string, options: ReadFolderOptions): Promise<Pictures> {
  const tree = await fileTree('readPictures', path, 'a folder of images.');
  return decodeFiles('readPictures', tree, isPicture, options);
}

/**
 * Pictures with labels: `path/LABEL/name.png` or `.jpg`, in alphabetical order.
 *
 * @throws InvalidDataError if there are none, or if some are damaged and not to be skipped
 */
export async function readLabelledFolder(path: string, options: ReadFolderOptions): Promise<LabelledPictures> {
  const tree = await fileTree('readLabelledFolder', path, 'a folder with images as LABEL/name.png or LABEL/name.jpg.');
  const pictures = await decodeFiles(
    'readLabelledFolder',
    tree,
    (name) => isPicture(name) && dirname(name) !== '.',
    options,
  );
  return { ...pictures, labels: pictures.files.map((name) => basename(dirname(name))) };
}

function decodeFiles(
  where: string,
  tree: FileTree,
  wanted: (name: string) => boolean,
  options: ReadFolderOptions,
): Promise<Pictures> {
  const { damaged, progress, range: [black, white] = [0, 1], ...picture } = options;
  const form = pictureForm(where, picture);
  return tree.open(async (opened) => {
    const names = opened.names.filter(wanted).sort();
    if (names.length === 0)
      throw new InvalidDataError(`${where}: '${tree.path}' has no such images (.png, .jpg, .jpeg).`);
    const files = names.map((name) => ({ name, read: () => opened.read(name) }));
    const { values, rows } = await decodePictures(files, { where, form, damaged, progress });
    const kept = names.filter((_, index) => rows[index] !== undefined);
    const shape = [kept.length, form.height, form.width, form.channels];
    return { images: Float32Array.from(values, (byte) => black + ((white - black) * byte) / 255), shape, files: kept };
  });
}
