import { ConfigError, InvalidDataError, leaf, useBackend } from '@innerloop/core';
import { wasm } from '@innerloop/backend-wasm';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRegistry } from '@innerloop/core/plugin';
import { experimentOf } from '../../src/experiment/experiment-of.js';
import { layersModelPlugin } from '../../src/experiment/layers-models/layers-model-plugin.js';
import { readLayersModel } from '../../src/experiment/layers-models/read-layers-model.js';
import { load } from '../../src/runs/load.js';
import { startRun } from '../../src/runs/start-run.js';
import { described, glyphsPrototypical } from '../support/configs.js';
import type { Settings } from '../support/configs.js';
import { smallNetwork, writeLayersModel } from '../support/layers-model.js';
import { temporaryFolder } from '../support/temporary.js';

const root = temporaryFolder();
const network = join(root, 'network');
let kernel: number[] = [];

beforeAll(async () => {
  await useBackend(wasm());
  const model = smallNetwork(16);
  kernel = Array.from(model.getWeights()[0]?.dataSync() ?? []);
  await writeLayersModel(model, network);
});

/** Prototypical networks on the network of the files. */
const config = (options: Settings): Settings => ({
  ...glyphsPrototypical,
  learner: { use: 'prototypical', model: { use: 'layers-model', path: network, layer: 'flat', ...options } },
});

describe('layers-model in a configuration', () => {
  it('trains the network on, and the run opens again under the same leaves', async () => {
    const out = join(root, 'trained');
    await startRun({ ...(await described(config({ path: join(network, 'model.json') }))), out });
    const run = await load(out);
    expect(Object.keys(run.params).filter((name) => name.includes('/'))).toEqual(
      expect.arrayContaining(['model/see/kernel', 'model/norm/gamma', 'model/norm/moving_mean']),
    );
    expect(Object.keys(run.params).some((name) => name.includes('head'))).toBe(false);
    const after = Array.from(leaf(run.params, 'model/see/kernel').dataSync());
    expect(after).toHaveLength(kernel.length);
    expect(after).not.toEqual(kernel);
    run.dispose();
  });

  it('leaves a frozen network as it was, whatever is learned around it', async () => {
    const frozen = { ...config({ trainable: false }), learner: undefined };
    const learner = { use: 'ridge', model: { use: 'layers-model', path: network, layer: 'flat', trainable: false } };
    const out = join(root, 'frozen');
    await startRun({ ...(await described({ ...frozen, learner })), out });
    const run = await load(out);
    expect(Array.from(leaf(run.params, 'model/see/kernel').dataSync())).toEqual(kernel);
    run.dispose();
  });

  it('names the layers that there are, in the configuration’s terms', async () => {
    const wrong = experimentOf(config({ layer: 'flatt' }));
    await expect(wrong).rejects.toThrow(ConfigError);
    await expect(wrong).rejects.toThrow("no layer 'flatt'. Its layers: see, norm, flat, drop, head");
  });

  it('is told of as not read where a registry builds it by itself', () => {
    const { resolve } = createRegistry(layersModelPlugin);
    expect(() => resolve('model')({ use: 'layers-model', path: network })).toThrow('was not read');
  });
});

describe('files that are no LayersModel', () => {
  const broken: Record<string, readonly [content: string, message: string]> = {
    'no JSON': ['{', 'no JSON'],
    'another JSON': ['{}', "JSON without 'modelTopology' and 'weightsManifest'"],
    'a graph model': ['{"format":"graph-model"}', 'whose weights cannot be learned'],
    'a missing shard': [
      '{"modelTopology":{},"weightsManifest":[{"paths":["none.bin"],"weights":[]}]}',
      'cannot read the shard none.bin',
    ],
    'a shard that is cut off': [
      '{"modelTopology":{},"weightsManifest":[{"paths":["short.bin"],"weights":[{"name":"w","shape":[2],"dtype":"float32"}]}]}',
      'expected 8 bytes of weights',
    ],
  };
  it.each(Object.entries(broken))('%s is an error that says so', async (name, [content, message]) => {
    const file = join(root, `${name.replaceAll(' ', '-')}.json`);
    writeFileSync(join(root, 'short.bin'), Buffer.alloc(5));
    writeFileSync(file, content);
    const read = readLayersModel(file);
    await expect(read).rejects.toThrow(InvalidDataError);
    await expect(read).rejects.toThrow(message);
  });

  it('a path that is not there is an error that says what is expected', async () => {
    await expect(readLayersModel(join(root, 'nowhere'))).rejects.toThrow('Expected a tf.js LayersModel');
  });
});
