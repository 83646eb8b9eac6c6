/** One call of a kernel: the shapes of its inputs by name, its attributes, and how much work it is. */
export interface KernelCase {
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly attrs: object;
  /** Floating-point operations for products, elements written for everything else. */
  readonly work: number;
}

const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

function product(a: readonly number[], b: readonly number[], transposeA = false, transposeB = false): KernelCase {
  const [rows = 1, depth = 1] = transposeA ? a.slice(-2).reverse() : a.slice(-2);
  const columns = b.at(transposeB ? -2 : -1) ?? 1;
  const batch = Math.max(count(a.slice(0, -2)), count(b.slice(0, -2)));
  return {
    kernel: 'BatchMatMul',
    inputs: { a, b },
    attrs: { transposeA, transposeB },
    work: 2 * batch * rows * depth * columns,
  };
}

/** Products of the sinusoid net's batched inner loop, of conv4's layers and of their gradients. */
export const products: readonly KernelCase[] = [
  product([25, 10, 1], [25, 1, 40]),
  product([25, 10, 40], [25, 40, 40]),
  product([25, 10, 40], [25, 40, 1]),
  product([25, 10, 40], [25, 10, 40], true),
  product([25, 10, 40], [25, 40, 40], false, true),
  product([4, 980, 9], [4, 9, 64]),
  product([4, 980, 9], [1, 9, 64]),
  product([4, 245, 576], [4, 576, 64]),
  product([4, 245, 576], [4, 245, 64], true),
  product([4, 245, 64], [4, 576, 64], false, true),
  product([4, 20, 576], [4, 576, 64]),
  product([4, 5, 256], [4, 256, 5]),
  product([512, 512], [512, 512]),
];

const map = [4, 5, 14, 14, 64];
const row = [4, 1, 1, 1, 64];

const images = [20, 14, 14, 64];
const noMasks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };

/** A convolution with windows side by side, or its transpose by the images; its work is counted in outputs. */
function convolution(kernel: string, inputs: KernelCase['inputs'], windows: number): KernelCase {
  const attrs = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', dilations: [1, 1], inputShape: images };
  return { kernel, inputs, attrs, work: windows * 64 };
}

/** Everything else that a step or a user's own model calls often. */
export const others: readonly KernelCase[] = [
  { kernel: 'Multiply', inputs: { a: map, b: map }, attrs: {}, work: count(map) },
  { kernel: 'Multiply', inputs: { a: map, b: row }, attrs: {}, work: count(map) },
  { kernel: 'Sub', inputs: { a: [25, 40, 40], b: [25, 40, 40] }, attrs: {}, work: 40_000 },
  { kernel: 'Equal', inputs: { a: map, b: row }, attrs: {}, work: count(map) },
  { kernel: 'Maximum', inputs: { a: map, b: map }, attrs: {}, work: count(map) },
  { kernel: 'Relu', inputs: { x: map }, attrs: {}, work: count(map) },
  { kernel: 'Exp', inputs: { x: map }, attrs: {}, work: count(map) },
  { kernel: 'Tanh', inputs: { x: map }, attrs: {}, work: count(map) },
  { kernel: 'Sum', inputs: { x: map }, attrs: { axis: [1, 2, 3], keepDims: true }, work: count(map) },
  { kernel: 'Sum', inputs: { x: [4, 3, 3, 64, 64] }, attrs: { axis: [0], keepDims: false }, work: 147_456 },
  { kernel: 'Identity', inputs: { x: map }, attrs: {}, work: count(map) },
  { kernel: 'Slice', inputs: { x: [25, 10, 40] }, attrs: { begin: [5, 0, 0], size: [5, 10, 40] }, work: 2000 },
  { kernel: 'Tile', inputs: { x: [1, 40, 40] }, attrs: { reps: [25, 1, 1] }, work: 40_000 },
  { kernel: 'Transpose', inputs: { x: [25, 10, 40] }, attrs: { perm: [0, 2, 1] }, work: 10_000 },
  { kernel: 'Reverse', inputs: { x: [100, 40] }, attrs: { dims: [0] }, work: 4000 },
  {
    kernel: 'PadV2',
    inputs: { x: images },
    attrs: {
      paddings: [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ],
      constantValue: 0,
    },
    work: count(images),
  },
  {
    kernel: 'StridedSlice',
    inputs: { x: images },
    attrs: { begin: [0, 0, 0, 0], end: images, strides: [1, 2, 2, 1], ...noMasks },
    work: count(images) / 4,
  },
  { kernel: 'ArgMax', inputs: { x: [400, 64] }, attrs: { axis: 1 }, work: 25_600 },
  { kernel: 'Min', inputs: { x: [400, 64] }, attrs: { axis: [0], keepDims: false }, work: 25_600 },
  { kernel: 'Prod', inputs: { x: [400, 64] }, attrs: { axis: [1], keepDims: false }, work: 25_600 },
  { kernel: 'Softmax', inputs: { logits: [400, 5] }, attrs: { dim: 1 }, work: 2000 },
  { kernel: 'Log', inputs: { x: images }, attrs: {}, work: count(images) },
  { kernel: 'Softplus', inputs: { x: images }, attrs: {}, work: count(images) },
  { kernel: 'Expm1', inputs: { x: images }, attrs: {}, work: count(images) },
  { kernel: 'Pow', inputs: { a: images, b: [] }, attrs: {}, work: count(images) },
  {
    kernel: 'FusedBatchNorm',
    inputs: { x: images, mean: [64], variance: [64], offset: [64], scale: [64] },
    attrs: { varianceEpsilon: 1e-3 },
    work: count(images),
  },
  convolution('Conv2D', { x: [20, 28, 28, 1], filter: [3, 3, 1, 64] }, 20 * 784),
  convolution('Conv2D', { x: images, filter: [3, 3, 64, 64] }, 20 * 196),
  convolution('Conv2DBackpropInput', { dy: images, filter: [3, 3, 64, 64] }, 20 * 196),
];
