import { disposeTree, InvalidOptionError, seed as seedOf, tidy } from '@innerloop/core';
import type { Context, Episode, Learner, ParamTree, Seed, TaskDistribution, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { extentOf } from '../charts/extent.js';
import { pixelsOf } from './pixels.js';
import type { Pixels } from './pixels.js';

/** An image of the support, with its class. */
export interface SupportPicture {
  readonly image: Pixels;
  /** Index into the episode's `classes`. */
  readonly class: number;
}

/** An image of the query, with its class and what the learner says of it. */
export interface QueryPicture extends SupportPicture {
  readonly predicted: number;
  /** Of the predicted class, from 0 to 1. */
  readonly probability: number;
}

/** One episode as pictures. Plain JSON. */
export interface PictureEpisode {
  readonly classes: readonly string[];
  readonly support: readonly SupportPicture[];
  /** The first few of each class, as asked for. */
  readonly query: readonly QueryPicture[];
  /** Over all query images, those that are not shown included. */
  readonly accuracy: number;
}

export interface PictureEpisodesOptions {
  readonly learner: Learner;
  /** Borrowed. */
  readonly params: ParamTree;
  /** Images `[T, N, height, width, 1 or 3]` with one-hot labels. */
  readonly tasks: TaskDistribution;
  readonly seed: number;
  /** Default 2. */
  readonly episodes?: number | undefined;
  /** Query images of each class to keep. Default 3. */
  readonly queries?: number | undefined;
  /** What the task's classes 0, 1, … are called. Default A, B, …: which class is which is drawn anew for each task. */
  readonly classNames?: readonly string[] | undefined;
}

/**
 * Adapts to a few episodes of images and keeps them with the learner's predictions, whose probabilities are the softmax of its outputs.
 *
 * @throws InvalidOptionError if the tasks are not made of images with class labels
 */
export async function pictureEpisodes(options: PictureEpisodesOptions): Promise<PictureEpisode[]> {
  const { tasks, params, episodes = 2 } = options;
  const root = seedOf(options.seed);
  const found: PictureEpisode[] = [];
  for (let task = 0; task < episodes; task += 1) {
    const episode = await tasks.sample({ seed: root.fold('tasks').from(task), tasks: 1, params });
    try {
      checkImages(episode, tasks);
      found.push(await depict(options, episode, root.fold('evaluate').from(task)));
    } finally {
      disposeTree(episode);
    }
  }
  return found;
}

function checkImages({ query }: Episode, { name, kind }: TaskDistribution): void {
  if (kind === 'classification' && query.x.rank === 5 && [1, 3].includes(query.x.shape[4] as number)) return;
  throw new InvalidOptionError(
    `pictureEpisodes: the tasks of '${name}' (${kind}) have examples of shape [${query.x.shape.slice(2).join(', ')}]. Pass classification of images, [height, width, 1 or 3].`,
  );
}

async function depict(
  options: PictureEpisodesOptions,
  { support, query }: Episode,
  key: Seed,
): Promise<PictureEpisode> {
  const { learner, params, queries = 3, classNames } = options;
  const context: Context = { key: key.fold('adapt'), mode: 'test', order: 'first' };
  const probabilities = tidy(() => {
    const adapted = learner.adapt(params, support, context);
    return tf.softmax(learner.predict(params, adapted, query.x, { ...context, key: key.fold('query') }));
  });
  try {
    const ways = support.y.shape.at(-1) as number;
    const seen = await picturesOf(support.x, support.y);
    const told = await rowsOf(probabilities, probabilities.shape.at(-1) as number);
    const asked = (await picturesOf(query.x, query.y)).map((picture, i) => ({
      ...picture,
      ...best(told[i] as number[]),
    }));
    const accuracy = asked.filter((picture) => picture.predicted === picture.class).length / asked.length;
    const classes = Array.from({ length: ways }, (_, i) => classNames?.[i] ?? letter(i));
    const few = classes.flatMap((_, i) => asked.filter((picture) => picture.class === i).slice(0, queries));
    return { classes, support: seen.toSorted((left, right) => left.class - right.class), query: few, accuracy };
  } finally {
    probabilities.dispose();
  }
}

async function picturesOf(x: Tensor, y: Tensor): Promise<SupportPicture[]> {
  const [, , height, width, channels] = x.shape as [number, number, number, number, number];
  const images = await rowsOf(x, height * width * channels);
  const labels = await rowsOf(y, y.shape.at(-1) as number);
  return images.map((values, i) => ({
    image: pixelsOf(values, { height, width, channels }),
    class: best(labels[i] as number[]).predicted,
  }));
}

/** The values of a tensor in rows of a length. */
async function rowsOf(tensor: Tensor, length: number): Promise<number[][]> {
  const flat = await tensor.data();
  return Array.from({ length: flat.length / length }, (_, row) =>
    Array.from(flat.subarray(row * length, (row + 1) * length)),
  );
}

function best(values: readonly number[]): { readonly predicted: number; readonly probability: number } {
  const [, probability] = extentOf(values);
  return { predicted: values.indexOf(probability), probability };
}

/** A, B, …, Z, A2, B2, … */
const letter = (i: number): string => `${String.fromCharCode(65 + (i % 26))}${i < 26 ? '' : Math.floor(i / 26) + 1}`;
