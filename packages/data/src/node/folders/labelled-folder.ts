import type { ImageForm, Shape } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';
import type { FileTree } from '../files/file-tree.js';
import { fileTree } from '../files/file-tree.js';
import type { DecodeOptions } from '../images/decode-pictures.js';
import { decodePictures } from '../images/decode-pictures.js';
import { isPicture, readableFormats } from '../images/formats.js';
import type { PictureOptions } from '../images/picture-form.js';
import { pictureForm } from '../images/picture-form.js';
import { warn } from '../images/read-classes.js';
import { requireNoSplits } from './folder-layout.js';
import type { GroupedPictures } from './group-by-folder.js';
import { groupByFolder } from './group-by-folder.js';
import { tellSkipped } from './skipped-files.js';

export interface ReadFolderOptions extends PictureOptions, Pick<DecodeOptions, 'damaged' | 'progress'> {
  /** Folders that name a class. Default 1: pictures in deeper folders belong to the first. */
  readonly levels?: number | undefined;
  /** Hears what a person should know: files that were skipped, folders without pictures. Default: a warning of the process. */
  readonly message?: ((text: string) => void) | undefined;
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
  /** The class of each image: the first folder that it lies in. */
  readonly labels: readonly string[];
}

/**
 * All pictures below a folder (or in a zip archive), in alphabetical order.
 *
 * @throws InvalidDataError if there are none, or if some are damaged and not to be skipped
 */
export async function readPictures(path: string, options: ReadFolderOptions): Promise<Pictures> {
  const tree = await fileTree('readPictures', path, 'a folder of images.');
  const names = await tree.names();
  tellSkipped('readPictures', path, names, []).forEach(options.message ?? warn);
  return decodeFiles('readPictures', tree, [...names].filter(isPicture).sort(), options);
}

/**
 * Pictures with labels, in alphabetical order: the class is the first folder below the root, as `imageFolder` has it, and pictures in deeper
 * folders belong to it. One folder around all is no class.
 *
 * @throws InvalidDataError if there are none, if some are damaged and not to be skipped, or the folders are named for splits
 */
export async function readLabelledFolder(path: string, options: ReadFolderOptions): Promise<LabelledPictures> {
  const where = 'readLabelledFolder';
  const tree = await fileTree(where, path, 'a folder with images as LABEL/name.png or LABEL/name.jpg.');
  const names = await tree.names();
  const pictures = names.filter(isPicture);
  requireNoSplits(where, path, pictures);
  const group = groupByFolder(pictures, { levels: options.levels });
  tellSkipped(where, path, names, [group]).forEach(options.message ?? warn);
  const labels = labelsIn(group);
  const decoded = await decodeFiles(where, tree, [...labels.keys()].sort(), options);
  return { ...decoded, labels: decoded.files.map((name) => labels.get(name) as string) };
}

const labelsIn = ({ classes }: GroupedPictures): ReadonlyMap<string, string> =>
  new Map(classes.flatMap(({ name, files }) => files.map((file) => [file.name, name] as const)));

function decodeFiles(
  where: string,
  tree: FileTree,
  names: readonly string[],
  options: ReadFolderOptions,
): Promise<Pictures> {
  const { damaged, progress, range: [black, white] = [0, 1] } = options;
  const form = pictureForm(where, options);
  if (names.length === 0)
    throw new InvalidDataError(`${where}: '${tree.path}' has no such images (${readableFormats}).`);
  return tree.open(async (opened) => {
    const files = names.map((name) => ({ name, read: () => opened.read(name) }));
    const { values, rows } = await decodePictures(files, { where, form, damaged, progress });
    const kept = names.filter((_, index) => rows[index] !== undefined);
    const shape = [kept.length, form.height, form.width, form.channels];
    return { images: Float32Array.from(values, (byte) => black + ((white - black) * byte) / 255), shape, files: kept };
  });
}
