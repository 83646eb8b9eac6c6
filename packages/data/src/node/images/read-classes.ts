import { join } from 'node:path';
import type { CacheOption } from '../cache/cache-folder.js';
import { cachedExamples } from '../cache/cached-examples.js';
import type { ExampleClass } from '../../examples/classified-examples.js';
import type { FileTree, OpenFiles } from '../files/file-tree.js';
import type { DecodeTime } from './decode-time.js';
import type { DecodeOptions, PictureFile } from './decode-pictures.js';
import { decodePictures } from './decode-pictures.js';
import type { PictureExamples } from './picture-examples.js';

/** One class as files: which tree each lies in, and its name there. */
export interface ClassOfFiles {
  readonly name: string;
  readonly files: readonly { readonly tree: number; readonly name: string }[];
}

/** How pictures are read and kept. */
export interface PictureReading extends DecodeOptions {
  /** Data set and split: `omniglot/train`. */
  readonly name: string;
  readonly trees: readonly FileTree[];
  readonly cache?: CacheOption;
  /** Hears what a person should know and that stops nothing. Default: a warning of the process. */
  readonly message?: ((text: string) => void) | undefined;
}

/** Which pictures to read, how, and where from. */
export interface PictureSet extends PictureReading {
  /** What `select` depends on besides the files, as JSON: part of the key of the cache. */
  readonly selection: unknown;
  /** The classes to read, of the files of each tree. */
  select(names: readonly (readonly string[])[]): readonly ClassOfFiles[];
}

/** Pictures that are known by their files. */
export interface PictureClasses extends PictureReading, DecodeTime {
  readonly classes: readonly ClassOfFiles[];
}

/** Reads, decodes and caches the pictures of some classes; only theirs are decoded. */
export async function readClasses(set: PictureSet): Promise<PictureExamples> {
  const { trees, selection, select } = set;
  const stamps = await Promise.all(trees.map((tree) => tree.fingerprint()));
  return decodedAhead(set, { stamps, selection }, async () =>
    select(await Promise.all(trees.map((tree) => tree.names()))),
  );
}

/** Decodes pictures, or takes them from the cache, where `sources` is all that they depend on besides their form. */
export async function decodedAhead(
  set: PictureReading,
  sources: unknown,
  classes: () => Promise<readonly ClassOfFiles[]>,
): Promise<PictureExamples> {
  const { name, where, form, damaged = 'refuse', cache, message = warn } = set;
  const key = JSON.stringify({ sources, form, damaged });
  const make = async (): Promise<PictureExamples> => {
    const chosen = await classes();
    return openAll(set.trees, (files) => decodeClasses(set, chosen, files));
  };
  const examples = await cachedExamples({ name, key, cache }, make);
  const { skipped } = examples;
  if (skipped.length > 0)
    message(`${where}: ${skipped.length} damaged images were left out: ${skipped.slice(0, 10).join(', ')}`);
  return examples;
}

/** Says something that stops nothing, as a warning of the process. */
export const warn = (text: string): void => process.emitWarning(text);

/** Opens all trees, and closes them when `use` has finished. */
export function openAll<T>(trees: readonly FileTree[], use: (files: readonly OpenFiles[]) => Promise<T>): Promise<T> {
  const [first, ...rest] = trees;
  if (first === undefined) return use([]);
  return first.open((files) => openAll(rest, (others) => use([files, ...others])));
}

/** A file of a class, to be read while its tree is open. */
export function pictureFile(
  { tree, name }: ClassOfFiles['files'][number],
  trees: readonly FileTree[],
  opened: readonly OpenFiles[],
): PictureFile {
  const [from, at] = [trees[tree] as FileTree, opened[tree] as OpenFiles];
  return { name: join(from.path, name), read: () => at.read(name), place: at.placeOf(name) };
}

async function decodeClasses(
  set: PictureReading,
  classes: readonly ClassOfFiles[],
  opened: readonly OpenFiles[],
): Promise<PictureExamples> {
  const chosen = classes.flatMap(({ files }) => files);
  const files = chosen.map((file) => pictureFile(file, set.trees, opened));
  const { values, rows, skipped } = await decodePictures(files, set);
  let first = 0;
  const kept = classes.map(({ name, files: its }): ExampleClass => {
    first += its.length;
    return { name, rows: rows.slice(first - its.length, first).filter((row) => row !== undefined) };
  });
  const { height, width, channels } = set.form;
  const names = chosen.filter((_, index) => rows[index] !== undefined).map(({ name }) => name);
  return { name: set.name, shape: [height, width, channels], values, classes: kept, files: names, skipped };
}
