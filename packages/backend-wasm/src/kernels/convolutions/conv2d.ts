import { windowGeometry } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { FusedConv2DAttrs, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { ConvolutionGeometry } from '@innerloop/core';
import { ShapeCache } from '../../runtime/shape-cache.js';
import type { FastKernel } from '../fast-kernel.js';
import { activated, canFollow } from '../products/activation.js';
import { canFinish } from '../products/finished-product.js';
import type { Finish } from '../products/finished-product.js';
import { prepareByFilter, prepareByImages } from './backward.js';
import type { ConvolveBack } from './backward.js';
import { prepareForward } from './forward.js';
import type { Convolve } from './forward.js';
import { attributeNumbers } from './geometry.js';
import type { Attributes } from './geometry.js';

interface Prepared<Run> {
  readonly g: ConvolutionGeometry;
  /** Undefined where an extent is zero. */
  readonly run: Run | undefined;
}

const outShape = (g: ConvolutionGeometry, filters: number): number[] => [g.batch, g.outHeight, g.outWidth, filters];
const activationNames = ['linear', 'relu', 'sigmoid'];

type Inputs = {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  readonly bias?: TensorInfo | null;
  readonly preluActivationWeights?: Tensor | null;
};

function forward(name: string): FastKernel {
  return {
    name,
    create(runtime, stock) {
      const known = new ShapeCache<Prepared<Convolve>>();
      const prepare = (g: ConvolutionGeometry, filters: number, finish: Finish): Prepared<Convolve> => {
        const empty = tf.util.sizeFromShape([...outShape(g, filters), g.kernelHeight, g.kernelWidth, g.channels]) === 0;
        return { g, run: empty ? undefined : prepareForward(runtime, g, filters, finish) };
      };
      return (call) => {
        const { x, filter, ...rest } = call.inputs as unknown as Inputs;
        const bias = rest.bias ?? undefined;
        const attrs = call.attrs as unknown as Attributes & Partial<FusedConv2DAttrs>;
        const filters = filter.shape[3] ?? 0;
        const activation = attrs.activation ?? 'linear';
        const follows = canFollow(activation);
        const finish = { bias: bias !== undefined, activation: follows ? 'linear' : activation };
        const simple = bias === undefined || (bias.shape.length === 1 && bias.shape[0] === filters);
        const ours = simple && canFinish(finish) && x.dtype === 'float32' && filter.dtype === 'float32';
        if (!ours || attrs.dataFormat === 'NCHW') return stock(call);
        const flags = 2 * activationNames.indexOf(finish.activation) + (finish.bias ? 1 : 0);
        const { g, run } = known.of([...x.shape, ...filter.shape], attributeNumbers(attrs), flags, () =>
          prepare(windowGeometry(x.shape, filter.shape, attrs), filters, finish),
        );
        const out = runtime.backend.makeOutput(outShape(g, filters), 'float32');
        if (run === undefined) {
          runtime.backend.typedArrayFromHeap(out).fill(0);
          return out;
        }
        const addresses = [x, filter, out].map((tensor) => runtime.address(tensor)) as [number, number, number];
        run(...addresses, bias === undefined ? 0 : runtime.address(bias));
        return follows ? activated(out, attrs, rest.preluActivationWeights ?? undefined) : out;
      };
    },
  };
}

/** How a kernel that goes back from the gradient of a convolution's output is told of the shapes, and what it makes. */
interface Back {
  readonly name: string;
  readonly other: 'x' | 'filter';
  readonly shapes: (other: number[], attrs: BackAttributes) => { readonly x: number[]; readonly filter: number[] };
  readonly result: (shapes: { readonly x: number[]; readonly filter: number[] }) => number[];
  readonly prepare: typeof prepareByImages;
}

type BackAttributes = Attributes & { readonly inputShape: number[]; readonly filterShape: number[] };

function backward({ name, other, shapes, result, prepare }: Back): FastKernel {
  return {
    name,
    create(runtime, stock) {
      const known = new ShapeCache<Prepared<ConvolveBack>>();
      return (call) => {
        const [dy, factor] = [call.inputs['dy'], call.inputs[other]] as [TensorInfo, TensorInfo];
        const attrs = call.attrs as unknown as BackAttributes;
        if (dy.dtype !== 'float32' || factor.dtype !== 'float32' || attrs.dataFormat === 'NCHW') return stock(call);
        const { x, filter } = shapes(factor.shape, attrs);
        const { run } = known.of([...x, ...filter], attributeNumbers(attrs), 0, () => {
          const g = windowGeometry(x, filter, attrs);
          const empty = tf.util.sizeFromShape([...x, ...filter, ...dy.shape]) === 0;
          return { g, run: empty ? undefined : prepare(runtime, g, filter[3] ?? 0) };
        });
        const out = runtime.backend.makeOutput(result({ x, filter }).slice(), 'float32');
        if (run === undefined) runtime.backend.typedArrayFromHeap(out).fill(0);
        else run(runtime.address(dy), runtime.address(factor), runtime.address(out));
        return out;
      };
    },
  };
}

/** Convolutions and their two transposes by columns and products of ours, some images at a time, so that the columns stay in the cache. */
export const convolutionKernels: readonly FastKernel[] = [
  forward(tf.Conv2D),
  forward(tf.FusedConv2D),
  backward({
    name: tf.Conv2DBackpropInput,
    other: 'filter',
    shapes: (filter, { inputShape }) => ({ x: inputShape, filter }),
    result: ({ x }) => x,
    prepare: prepareByImages,
  }),
  backward({
    name: tf.Conv2DBackpropFilter,
    other: 'x',
    shapes: (x, { filterShape }) => ({ x, filter: filterShape }),
    result: ({ filter }) => filter,
    prepare: prepareByFilter,
  }),
];
