import * as tfl from '@tensorflow/tfjs-layers';
import type { io } from '@tensorflow/tfjs-core';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A small network for pictures of this size, with names. */
export const smallNetwork = (size: number): tfl.Sequential =>
  tfl.sequential({
    name: 'small',
    layers: [
      tfl.layers.conv2d({ inputShape: [size, size, 1], filters: 4, kernelSize: 3, strides: 2, name: 'see' }),
      tfl.layers.batchNormalization({ name: 'norm' }),
      tfl.layers.flatten({ name: 'flat' }),
      tfl.layers.dropout({ rate: 0.5, name: 'drop' }),
      tfl.layers.dense({ units: 7, name: 'head' }),
    ],
  });

/** Writes a LayersModel as its files, as `model.save` does: model.json and two shards. */
export async function writeLayersModel(model: tfl.LayersModel, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await model.save({
    save: ({ modelTopology, weightSpecs, weightData }: io.ModelArtifacts) => {
      const bytes = Buffer.from(weightData as ArrayBuffer);
      const half = Math.floor(bytes.length / 2);
      writeFileSync(join(folder, 'one.bin'), bytes.subarray(0, half));
      writeFileSync(join(folder, 'two.bin'), bytes.subarray(half));
      const weightsManifest = [{ paths: ['one.bin', 'two.bin'], weights: weightSpecs }];
      writeFileSync(
        join(folder, 'model.json'),
        JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest }),
      );
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } });
    },
  });
}
