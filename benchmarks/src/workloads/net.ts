import type { Conv4Net, ImageNet, MlpNet, Net, Parameter } from './workload.js';

function mlpParameters({ inputs, hidden, outputs }: MlpNet): Parameter[] {
  const sizes = [inputs, ...hidden, outputs];
  return sizes.slice(1).flatMap((size, i) => {
    const layer = i === hidden.length ? 'head' : `layer${i}`;
    return [
      { name: `${layer}/kernel`, shape: [sizes[i] as number, size] },
      { name: `${layer}/bias`, shape: [size] },
    ];
  });
}

const blocks = 4;

/** Height and width after the blocks. */
function sizeAfterBlocks(size: number, { downsample }: Conv4Net): number {
  const halve = (length: number): number => (downsample === 'stride' ? Math.ceil(length / 2) : Math.floor(length / 2));
  return Array.from({ length: blocks }).reduce<number>(halve, size);
}

/** How many numbers the blocks give for an image. */
export function featuresOf(net: Conv4Net): number {
  const area = sizeAfterBlocks(net.height, net) * sizeAfterBlocks(net.width, net);
  return net.head === 'mean' ? net.filters : net.filters * area;
}

function blockParameters({ channels, filters }: ImageNet): Parameter[] {
  const block = (at: number): Parameter[] => [
    { name: `block${at}/conv/kernel`, shape: [3, 3, at === 1 ? channels : filters, filters] },
    { name: `block${at}/conv/bias`, shape: [filters] },
    { name: `block${at}/norm/scale`, shape: [filters] },
    { name: `block${at}/norm/offset`, shape: [filters] },
  ];
  return [1, 2, 3, 4].flatMap(block);
}

function headParameters(net: Conv4Net): Parameter[] {
  if (net.outputs === 0) return [];
  return [
    { name: 'head/kernel', shape: [featuresOf(net), net.outputs] },
    { name: 'head/bias', shape: [net.outputs] },
  ];
}

/** The leaves of a net, in the order in which their numbers are stored: first layer to last, by core's names. */
export function parametersOf(net: Net): readonly Parameter[] {
  if (net.kind === 'mlp') return mlpParameters(net);
  return net.kind === 'conv4' ? [...blockParameters(net), ...headParameters(net)] : blockParameters(net);
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** How many numbers the net learns. */
export const parameterCount = (net: Net): number =>
  parametersOf(net).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
