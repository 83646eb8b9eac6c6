import { InvalidDataError } from '@innerloop/core';
import type { LayersModelLike } from '@innerloop/core';
import type { io } from '@tensorflow/tfjs-core';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reasonOf } from '../../files/reason.js';
import { isRecord } from '../../config/overrides.js';

const form = 'a tf.js LayersModel: model.json with its shards beside it, or the folder of them';

async function read(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new InvalidDataError(`layers-model: cannot read ${what} (${reasonOf(error)}). Expected ${form}.`, {
      cause: error,
    });
  }
}

/** The file of the topology: the path itself, or model.json in the folder of that path. */
async function topologyFile(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? join(path, 'model.json') : path;
}

interface Topology {
  readonly modelTopology: object;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: io.WeightsManifestEntry[];
  }[];
}

function parsed(text: string, file: string): Topology {
  const refuse = (found: string): never => {
    throw new InvalidDataError(`layers-model: expected ${form}, got ${file}: ${found}`);
  };
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return refuse(`no JSON (${reasonOf(error)}).`);
  }
  if (isRecord(content) && content['format'] === 'graph-model') {
    return refuse(
      "a graph model, whose weights cannot be learned. Convert with '--output_format tfjs_layers_model', or save with model.save().",
    );
  }
  if (!isRecord(content) || !isRecord(content['modelTopology']) || !Array.isArray(content['weightsManifest'])) {
    return refuse("JSON without 'modelTopology' and 'weightsManifest'.");
  }
  return content as unknown as Topology;
}

const bytesOf: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 };

/** Bytes that the manifest's weights take. */
function expectedBytes(weights: readonly io.WeightsManifestEntry[]): number {
  const sizes = weights.map(({ shape, dtype, quantization }) => {
    const count = shape.reduce((product, length) => product * length, 1);
    return count * (bytesOf[quantization?.dtype ?? dtype] ?? 0);
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * A tf.js LayersModel from files, with the weights that it was saved with. An engine must run.
 *
 * @param path  model.json, or the folder that holds it; its shards lie beside it
 * @throws InvalidDataError if a file is missing, damaged, or holds another form of model
 */
export async function readLayersModel(path: string): Promise<LayersModelLike> {
  const file = await topologyFile(path);
  const { modelTopology, weightsManifest } = parsed((await read(file, file)).toString('utf8'), file);
  const names = weightsManifest.flatMap(({ paths }) => paths);
  const shards = await Promise.all(
    names.map((name) => read(join(dirname(file), name), `the shard ${name} of ${file}`)),
  );
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const data = Buffer.concat(shards);
  const [bytes, expected] = [data.length, expectedBytes(weightSpecs)];
  if (bytes !== expected) {
    throw new InvalidDataError(
      `layers-model: expected ${expected} bytes of weights for ${file}, its shards have ${bytes}. A shard is cut off or of another model: save or copy it again.`,
    );
  }
  const weightData = data.buffer.slice(data.byteOffset, data.byteOffset + bytes);
  const { loadLayersModel } = await import('@tensorflow/tfjs-layers');
  try {
    return await loadLayersModel({ load: () => Promise.resolve({ modelTopology, weightSpecs, weightData }) });
  } catch (error) {
    throw new InvalidDataError(`layers-model: TensorFlow.js cannot build ${file} (${reasonOf(error)}).`, {
      cause: error,
    });
  }
}
