import { InvalidDataError } from '@innerloop/core';
import type { ImageForm, Prediction } from '@innerloop/core';
import { readLabelledFolder, readPictures } from '@innerloop/data/node';
import type { Pictures, ReadFolderOptions } from '@innerloop/data/node';
import * as tf from '@tensorflow/tfjs-core';
import type { TrainedRun } from './load.js';

/** What is said of one picture. */
export interface FolderPrediction {
  /** Path below the query folder. */
  readonly file: string;
  readonly prediction: Prediction;
  /** The class that the picture is of, where its folder says so: `CLASS/image`. */
  readonly truth?: string;
}

/** Folders of pictures to learn from and to tell apart, and how. */
export interface AdaptFolderOptions {
  /** `support/CLASS/image` */
  readonly support: string;
  /** `query/CLASS/image` or `query/image` */
  readonly query: string;
  /** Pictures that are asked together inform each other, as in many papers. Default false: each is answered alone. */
  readonly transductive?: boolean | undefined;
  /** Told as pictures are decoded. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
  /** Told of files that are skipped. Default: a warning of the process. */
  readonly message?: ((text: string) => void) | undefined;
}

const formOptions = ({ height, width, channels, inverted, fit, resample, range }: ImageForm): ReadFolderOptions => ({
  size: [height, width],
  channels,
  invert: inverted,
  fit,
  resample,
  range,
});

const tensorOf = ({ images, shape }: Pictures): tf.Tensor => tf.tensor(images, [...shape], 'float32');

/** The class among the folders that a file lies in. */
const truthOf = (file: string, classes: ReadonlySet<string>): string | undefined =>
  file
    .split('/')
    .slice(0, -1)
    .find((folder) => classes.has(folder));

/**
 * Learns the classes of a folder of pictures, `support/CLASS/image`, and classifies those of another, brought into the form
 * that the run was trained on.
 *
 * Each picture is answered as if it were the only one, unless `transductive` asks for the other.
 *
 * @throws InvalidDataError if the run was not trained on pictures, a folder has none, or the number of classes does not fit
 * @throws DivergenceError if adaptation left the finite numbers
 */
export async function adaptFolder(
  run: TrainedRun,
  { support, query, transductive = false, progress, message }: AdaptFolderOptions,
): Promise<readonly FolderPrediction[]> {
  const { images, name } = run.experiment.data;
  if (images === undefined) {
    throw new InvalidDataError(
      `adapt: the run was trained on '${name}', which are no pictures. Use load(…).adapt(…) in code.`,
    );
  }
  const options = { ...formOptions(images), progress, message };
  const known = await readLabelledFolder(support, options);
  const asked = await readPictures(query, options);
  const [x, queries] = [tensorOf(known), tensorOf(asked)];
  try {
    const task = run.adapt({ x, labels: known.labels }, { transductive });
    try {
      const classes = new Set(known.labels);
      return task.predict(queries).map((prediction, i) => {
        const file = asked.files[i] as string;
        const truth = truthOf(file, classes);
        return { file, prediction, ...(truth === undefined ? {} : { truth }) };
      });
    } finally {
      task.dispose();
    }
  } finally {
    tf.dispose([x, queries]);
  }
}
