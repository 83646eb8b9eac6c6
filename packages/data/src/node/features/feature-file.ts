import { readFile } from 'node:fs/promises';
import { InvalidDataError } from '@innerloop/core';
import type { LabelledBlock } from '../../npy/labelled-features.js';
import { labelledFeatures } from '../../npy/labelled-features.js';
import type { NpyArray } from '../../npy/read-npy.js';
import { readNpy } from '../../npy/read-npy.js';
import { readNpz } from '../../npy/read-npz.js';
import { reasonOf } from '../files/file-tree.js';
import { classNames } from './class-names.js';

/** Where the examples of one file are. */
export interface FeatureFile {
  /** A `.npz` archive with both arrays, or a `.npy` file of the features. */
  readonly path: string;
  /** Name of the features in the archive. */
  readonly features: string;
  /** Name of the labels in the archive, or the path of a `.npy` file. */
  readonly labels: string;
  /** File of the names of labels 0, 1, 2 …. */
  readonly names?: string | undefined;
}

const where = 'features';

/** @throws InvalidDataError if a file cannot be read, an array is missing, or the two do not fit */
export async function readFeatures({ path, features, labels, names }: FeatureFile): Promise<LabelledBlock> {
  const known = names === undefined ? undefined : await classNames(where, names);
  const [x, y] = await arraysOf(path, features, labels);
  return labelledFeatures(`${where}: ${path}`, x, y, known);
}

async function arraysOf(path: string, features: string, labels: string): Promise<readonly [NpyArray, NpyArray]> {
  const bytes = await bytesOf(path);
  if (/\.npy$/i.test(path)) {
    if (/\.npy$/i.test(labels)) {
      return [readNpy(bytes, `${where}: ${path}`), readNpy(await bytesOf(labels), `${where}: ${labels}`)];
    }
    throw new InvalidDataError(
      `${where}: '${path}' is one array. Pass labels as the path of another .npy file, got '${labels}', or save both with numpy.savez.`,
    );
  }
  const archive = readNpz(bytes, `${where}: ${path}`);
  const y = /\.npy$/i.test(labels) ? readNpy(await bytesOf(labels), `${where}: ${labels}`) : archive.read(labels);
  return [archive.read(features), y];
}

async function bytesOf(path: string): Promise<Uint8Array> {
  if (!/\.np[yz]$/i.test(path)) {
    throw new InvalidDataError(
      `${where}: '${path}' is no .npz or .npy file. Save the arrays with numpy.savez('x.npz', features=…, labels=…).`,
    );
  }
  try {
    return await readFile(path);
  } catch (cause) {
    throw new InvalidDataError(`${where}: '${path}' cannot be read (${reasonOf(cause)}).`, { cause });
  }
}
