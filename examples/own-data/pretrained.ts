/*
 * A network that was trained elsewhere, as it is: the classes of a new task are told apart by what one of its layers gives.
 * npx tsx --conditions=@innerloop/source examples/own-data/pretrained.ts PATH [LAYER]
 */
import { wasm } from '@innerloop/backend-wasm';
import { readLayersModel } from '@innerloop/cli';
import { accuracy, disposeTree, fromLayersModel, initialize, seed, tidy, useBackend } from '@innerloop/core';
import { glyphs } from '@innerloop/data';
import { evaluate } from '@innerloop/evaluation';
import { prototypical } from '@innerloop/metric';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';

/** Accuracy on tasks of drawn characters, nothing trained: `size` is the side of the pictures that the network takes. */
export async function accuracyOf(path: string, layer: string, size: number, episodes = 50): Promise<number> {
  const network = await readLayersModel(path);
  const learner = prototypical({ model: fromLayersModel(network, { layer, trainable: false }) });
  const params = tidy(() => initialize(learner.specs, seed(1)));
  const data = glyphs({ size, ways: 5, shots: 1, queries: 5 });
  const result = await evaluate({
    learner,
    params,
    tasks: await data.open('test'),
    metric: accuracy,
    seed: 1,
    episodes,
  });
  disposeTree(params);
  return result.rows[0]?.mean ?? NaN;
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  const { message } = await useBackend(wasm());
  if (message !== undefined) console.warn(message);
  const [path = '../shared/data/models/doodlenet', layer = 'flatten'] = argv.slice(2);
  console.log(
    `5-way 1-shot on drawn characters, frozen, at '${layer}': ${(100 * (await accuracyOf(path, layer, 28))).toFixed(1)} %`,
  );
}
