import { initialize, seed } from '@innerloop/core';
import type { ParamSpecs } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { bytesOf, sameBytes } from '../trees/bits.js';
import { demand } from './law.js';
import type { Law } from './law.js';

function initializes(specs: ParamSpecs): void {
  tf.tidy(() => {
    const [first, second] = [initialize(specs, seed(6)), initialize(specs, seed(6))];
    for (const [name, tensor] of Object.entries(first)) {
      const shape = specs[name]?.shape ?? [];
      demand(
        tensor.shape.join() === shape.join(),
        `'${name}' has the shape [${shape.join(', ')}], but starts as [${tensor.shape.join(', ')}].`,
      );
      demand(Array.from(tensor.dataSync()).every(Number.isFinite), `'${name}' does not start finite.`);
      demand(
        sameBytes(bytesOf(tensor), bytesOf(second[name] ?? tensor)),
        `'${name}' starts differently from the same key.`,
      );
    }
  });
}

/** The law of whatever has specs. Specs are asked for when it runs. */
export const specsLaw = (specs: () => ParamSpecs): Law => ({
  claim: 'starts every leaf finite, in the shape of its spec, the same from the same key',
  run: () => initializes(specs()),
});
