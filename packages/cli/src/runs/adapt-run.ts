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

/**
 * Learns the classes of a folder of pictures, `support/CLASS/image`, and classifies those of another, brought into the form
 * that the run was trained on.
 *
 * @throws InvalidDataError if the run was not trained on pictures, a folder has none, or the number of classes does not fit
 */
export async function adaptFolder(
  run: TrainedRun,
  { support, query }: { readonly support: string; readonly query: string },
): Promise<readonly FolderPrediction[]> {
  const { images, name } = run.experiment.data;
  if (images === undefined) {
    throw new InvalidDataError(
      `adapt: the run was trained on '${name}', which are no pictures. Use load(…).adapt(…) in code.`,
    );
  }
  const known = await readLabelledFolder(support, formOptions(images));
  const asked = await readPictures(query, formOptions(images));
  const x = tensorOf(known);
  const task = run.adapt({ x, labels: known.labels });
  const queries = tensorOf(asked);
  try {
    return task.predict(queries).map((prediction, i) => ({ file: asked.files[i] as string, prediction }));
  } finally {
    task.dispose();
    tf.dispose([x, queries]);
  }
}
