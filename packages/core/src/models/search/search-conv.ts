import type { Model } from '../../contracts/model.js';
import { activation } from '../../layers/activation.js';
import { conv2d } from '../../layers/conv2d.js';
import { dense } from '../../layers/dense.js';
import { expectCount } from '../../layers/expect.js';
import type { NormOptions } from '../../layers/normalization/batch-norm.js';
import { batchNorm } from '../../layers/normalization/batch-norm.js';
import { globalAveragePool, maxPool } from '../../layers/pooling.js';
import { sequential } from '../../layers/sequential.js';
import { cell } from './cell.js';
import { imageOperations } from './operations.js';
import type { ImageOperationName } from './operations.js';
import { relaxed } from './relaxed.js';
import type { RelaxedModel, RelaxedOptions } from './relaxed.js';

export interface SearchConvOptions extends RelaxedOptions {
  readonly channels: number;
  /** Units of the linear head; without it the model is an embedding of `filters` features. */
  readonly outputs?: number;
  /** Of every node; default 16. */
  readonly filters?: number;
  /** Cells one after the other, of one architecture, each followed by 2 × 2 max-pooling; default 2. */
  readonly cells?: number;
  /** Nodes of a cell; default 2. */
  readonly nodes?: number;
  /** Candidates of an edge; default `conv3`, `dilated3`, `maxPool3`, `identity` and `zero`. */
  readonly operations?: readonly ImageOperationName[];
  /** Of all convolutions; default `{ statistics: 'batch' }`. */
  readonly norm?: NormOptions;
}

const standard: readonly ImageOperationName[] = ['conv3', 'dilated3', 'maxPool3', 'identity', 'zero'];

/**
 * A convolutional network whose operations are searched for: `[T, N, H, W, channels] → [T, N, outputs]`, or `[T, N, filters]` without a head.
 *
 * A 3 × 3 convolution to `filters`, then cells of one architecture that each halve the image after them, the mean over the image, a dense
 * head. Leaves: `architecture/cell.0-1`, …, `weights/stem/conv/kernel`, `weights/cell1/edge0-1/conv3/conv/kernel`, …, `weights/head/…`.
 *
 * @throws InvalidOptionError if a size is no positive integer, or there is no operation of a name
 */
export function searchConv(options: SearchConvOptions): RelaxedModel {
  const { channels, outputs, filters = 16, cells = 2, nodes = 2, operations = standard, ...others } = options;
  const { norm = { statistics: 'batch' }, ...rest } = others;
  expectCount('searchConv', 'cells', cells);
  return relaxed((choose) => {
    const layers: Record<string, Model> = {
      stem: sequential({
        conv: conv2d({ inputChannels: channels, filters, kernelSize: 3, bias: false }),
        norm: batchNorm({ ...norm, features: filters }),
        activation: activation('relu'),
      }),
    };
    for (let i = 1; i <= cells; i++) {
      const edges = (): ReturnType<typeof imageOperations> => imageOperations(filters, operations, norm);
      layers[`cell${i}`] = cell({ choose, name: 'cell', nodes, operations: edges });
      layers[`pool${i}`] = maxPool();
    }
    layers['features'] = globalAveragePool();
    return sequential(outputs === undefined ? layers : { ...layers, head: dense({ inputs: filters, outputs }) });
  }, rest);
}
