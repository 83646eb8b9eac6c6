import { InvalidDataError } from '@innerloop/core';
import { surveyPictures } from '@innerloop/data/node';
import type { PictureSurvey } from '@innerloop/data/node';
import type { Findings, Sizes } from './plan.js';

const plural = (count: number, word: string, more = `${word}s`): string => `${count} ${count === 1 ? word : more}`;

/** How many classes go into each split. */
interface Shares {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/**
 * How classes are divided: as miniImageNet's where that leaves five for each split, else a quarter for validation and for testing.
 *
 * @throws InvalidDataError if there are too few to train and to test on different ones
 */
export function shareClasses(path: string, count: number): Shares {
  if (count < 4) {
    throw new InvalidDataError(
      `'${path}' has ${plural(count, 'class', 'classes')}. Meta-learning trains on some classes and is tested on others, of two at least each: ` +
        'add classes, a folder each, at least 4 and better 30.',
    );
  }
  if (count < 6) return { train: count - 2, validation: 0, test: 2 };
  const least = Math.min(5, Math.max(2, Math.floor(count / 4)));
  const [validation, test] = [Math.max(least, Math.round(0.16 * count)), Math.max(least, Math.round(0.2 * count))];
  return { train: count - validation - test, validation, test };
}

/** Counts as fractions that give them again when they are rounded. */
const fraction = (count: number, all: number): number => Number((count / all).toFixed(4));

/** Shots and queries that classes of so many pictures allow. */
export function sizesFor(ways: number, pictures: number): Sizes {
  const shots = pictures >= 20 ? 5 : 1;
  return { ways, shots, queries: Math.max(1, Math.min(15, pictures - shots)) };
}

/** The side that pictures are brought to: their own if they are small, 84 as in miniImageNet if they are large. */
function sideOf({ height, width }: PictureSurvey): number {
  const side = Math.min(height, width);
  return side >= 84 ? 84 : Math.max(16, side);
}

/** The number of pictures that all but a few of the classes have: smaller classes are not drawn. */
const usualCount = (classes: Readonly<Record<string, number>>): number => {
  const counts = Object.values(classes).sort((left, right) => left - right);
  return counts[Math.floor(counts.length / 10)] ?? 0;
};

/** Folders named for splits, by the split that they are named for. */
function bySplit(
  splits: NonNullable<PictureSurvey['splits']>,
): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const nameOf = (folder: string): string =>
    /^train/i.test(folder) ? 'train' : /^test/i.test(folder) ? 'test' : 'validation';
  return Object.fromEntries(Object.entries(splits).map(([folder, classes]) => [nameOf(folder), classes]));
}

function requireSplits(path: string, splits: Readonly<Record<string, object>>): void {
  const missing = ['train', 'test'].filter((split) => splits[split] === undefined);
  if (missing.length === 0) return;
  throw new InvalidDataError(
    `'${path}' has folders named for splits, but none for ${missing.join(' and ')}. Add ${missing.join(' and ')}, or put all classes into one folder to have them divided.`,
  );
}

interface Divided extends Pick<Findings, 'validates'> {
  readonly ways: number;
  readonly pictures: number;
  readonly lines: readonly string[];
  readonly told: string;
}

function divided(path: string, { classes, splits }: PictureSurvey): Divided {
  if (splits !== undefined) {
    const named = bySplit(splits);
    requireSplits(path, named);
    const all = Object.values(named);
    return {
      ways: Math.min(...all.map((each) => Object.keys(each).length)),
      pictures: Math.min(...all.map(usualCount)),
      lines: ['  # Its folders train, val and test are the splits that they are named for.'],
      told: Object.entries(named)
        .map(([split, each]) => `${split} ${Object.keys(each).length}`)
        .join(', '),
      validates: named['validation'] !== undefined,
    };
  }
  const count = Object.keys(classes).length;
  const shares = shareClasses(path, count);
  const { train, validation, test } = shares;
  return {
    ways: Math.min(train, test, validation === 0 ? train : validation),
    pictures: usualCount(classes),
    lines: [
      `  # Classes, not pictures, are divided: ${train} to train on, ${validation} to validate, ${test} to test. Another seed draws others.`,
      `  split: { train: ${fraction(train, count)}, ${validation === 0 ? '' : `validation: ${fraction(validation, count)}, `}test: ${fraction(test, count)}, seed: 0 }`,
    ],
    told: `train ${train}, validation ${validation}, test ${test}`,
    validates: validation > 0,
  };
}

/**
 * Looks at a folder or archive of pictures.
 *
 * @throws InvalidDataError if tasks cannot be made of it
 */
export async function lookAtPictures(path: string): Promise<Findings> {
  const survey = await surveyPictures(path);
  const { ways, pictures, lines, told, validates } = divided(path, survey);
  if (ways < 2 || pictures < 2) {
    throw new InvalidDataError(
      `'${path}': the smallest split has ${plural(ways, 'class', 'classes')}, and its classes ${plural(pictures, 'picture')}. ` +
        'A task needs 2 classes, and of each one picture to learn from and one to ask.',
    );
  }
  const side = sideOf(survey);
  const channels = survey.grey ? 1 : 3;
  const skipped = survey.others === 0 ? '' : ` ${plural(survey.others, 'other file')} there will be skipped.`;
  return {
    kind: 'classification',
    told: [
      `${plural(survey.pictures, 'picture')} of ${survey.height} × ${survey.width}, ${survey.grey ? 'grey' : 'in colour'}; classes: ${told}.${skipped}`,
    ],
    lines: [
      '  use: images',
      `  path: ${JSON.stringify(path)}`,
      `  size: ${side} # height and width; pictures are ${survey.height} × ${survey.width}`,
      `  channels: ${channels} # 1: grey, 3: colour`,
      '  fit: cover # of another shape: cover cuts off what is too long, contain adds paper, fill distorts',
      ...lines,
    ],
    form: { kind: 'pictures', height: side, width: side, channels },
    sizes: sizesFor(Math.min(5, ways), pictures),
    most: { ways, examples: pictures },
    validates,
  };
}
