import { InvalidDataError } from '@innerloop/core';
import { fileTree } from '../files/file-tree.js';
import type { OpenFiles } from '../files/file-tree.js';
import { pictureDecoder } from '../images/decoder.js';
import { isPicture } from '../images/formats.js';

/** What a folder or archive of pictures holds, found without decoding more than a few. */
export interface PictureSurvey {
  /** Pictures of each class, by the folder that each lies in first; of splits, `train/cat` and so on, by split. */
  readonly splits: Readonly<Record<string, Readonly<Record<string, number>>>> | undefined;
  readonly classes: Readonly<Record<string, number>>;
  readonly pictures: number;
  readonly others: number;
  /** Height and width of the middle one of a few pictures, and whether all of them are grey. */
  readonly height: number;
  readonly width: number;
  readonly grey: boolean;
}

/** How many pictures are looked at. */
const LOOKED = 12;

const splitFolder = /^(train|training|val|valid|validation|test)$/i;

/** The folders that all files are in, with `/` at the end. */
function around(names: readonly string[]): string {
  const [first = '', ...rest] = names;
  const parts = first.split('/').slice(0, -1);
  const differs = parts.findIndex((_, i) => {
    const start = `${parts.slice(0, i + 1).join('/')}/`;
    return rest.some((name) => !name.startsWith(start));
  });
  const same = parts.slice(0, differs === -1 ? Math.max(0, parts.length - 1) : differs);
  return same.map((part) => `${part}/`).join('');
}

function counted(names: readonly string[], from: number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) {
    const end = name.indexOf('/', from);
    if (end === -1) continue;
    const folder = name.slice(from, end);
    counts[folder] = (counts[folder] ?? 0) + 1;
  }
  return counts;
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

async function formOf(
  names: readonly string[],
  files: OpenFiles,
): Promise<Pick<PictureSurvey, 'height' | 'width' | 'grey'>> {
  const looked = Array.from({ length: Math.min(LOOKED, names.length) }, (_, i) =>
    Math.floor((i * names.length) / Math.min(LOOKED, names.length)),
  );
  const found = [];
  const sharp = await pictureDecoder();
  for (const index of looked) {
    const bytes = await files.read(names[index] as string);
    // A damaged one is told of when it is read for training, by its name.
    const form = await sharp(bytes)
      .metadata()
      .catch(() => undefined);
    if (form !== undefined) found.push(form);
  }
  return {
    height: middle(found.map(({ height }) => height)),
    width: middle(found.map(({ width }) => width)),
    grey: found.length > 0 && found.every(({ space }) => space === 'b-w' || space === 'grey16'),
  };
}

/**
 * Looks at a folder or zip archive of pictures: which classes there are, how many pictures of each, and of what form.
 *
 * @throws InvalidDataError if there are no pictures in folders
 */
export async function surveyPictures(path: string): Promise<PictureSurvey> {
  const tree = await fileTree('surveyPictures', path, 'a folder of images, class/name.png.');
  return tree.open(async (files) => {
    const pictures = files.names.filter(isPicture).sort();
    const start = around(pictures).length;
    const classes = counted(pictures, start);
    const names = Object.keys(classes);
    if (names.length === 0) {
      throw new InvalidDataError(
        `'${path}' has no pictures in folders (${files.names.length} files). Put the pictures of each class into a folder of its own, DIR/class/name.png.`,
      );
    }
    const splits = names.every((name) => splitFolder.test(name))
      ? Object.fromEntries(
          names.map((name) => {
            const inside = pictures.filter((each) => each.startsWith(`${name}/`, start));
            return [name, counted(inside, start + name.length + 1)] as const;
          }),
        )
      : undefined;
    const form = await formOf(pictures, files);
    return { splits, classes, pictures: pictures.length, others: files.names.length - pictures.length, ...form };
  });
}
