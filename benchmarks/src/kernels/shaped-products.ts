import type { ProductShapes } from '@innerloop/codegen';

/** A product as BatchMatMul has it, and what it is for. */
export type ShapedProduct = ProductShapes & { readonly name: string };

type Sizes = { readonly tasks: number; readonly rows: number; readonly depth: number; readonly columns: number };

/** A layer `x · w` of each task, and its gradients by `w` and by `x`. */
function layer(name: string, { tasks, rows, depth, columns }: Sizes): readonly ShapedProduct[] {
  const [x, w, y] = [
    [tasks, rows, depth],
    [tasks, depth, columns],
    [tasks, rows, columns],
  ] as const;
  return [
    { name: `${name}: forward`, a: x, b: w, transposeA: false, transposeB: false },
    { name: `${name}: gradient by weights`, a: x, b: y, transposeA: true, transposeB: false },
    { name: `${name}: gradient by inputs`, a: y, b: w, transposeA: false, transposeB: true },
  ];
}

/** Products of the sinusoid net's inner loop and of convolutions, as patches by filters. */
export const shapedProducts: readonly ShapedProduct[] = [
  ...layer('sinusoid, first', { tasks: 25, rows: 10, depth: 1, columns: 40 }),
  ...layer('sinusoid, hidden', { tasks: 25, rows: 10, depth: 40, columns: 40 }),
  ...layer('sinusoid, last', { tasks: 25, rows: 10, depth: 40, columns: 1 }),
  ...layer('Omniglot, 1st of 5 images', { tasks: 4, rows: 980, depth: 9, columns: 64 }),
  ...layer('Omniglot, 14 × 14 of 5 images', { tasks: 4, rows: 980, depth: 576, columns: 64 }),
  ...layer('Omniglot, 7 × 7 of 5 images', { tasks: 4, rows: 245, depth: 576, columns: 64 }),
  ...layer('Omniglot, 4 × 4 of 5 images', { tasks: 4, rows: 80, depth: 576, columns: 64 }),
  ...layer('Omniglot, 14 × 14 of 75 images', { tasks: 1, rows: 14_700, depth: 576, columns: 64 }),
  ...layer('Omniglot, head', { tasks: 4, rows: 75, depth: 64, columns: 5 }),
  ...layer('miniImageNet, 84 × 84 of 5 images', { tasks: 1, rows: 35_280, depth: 27, columns: 32 }),
  ...layer('miniImageNet, 42 × 42 of 5 images', { tasks: 1, rows: 8820, depth: 288, columns: 32 }),
  ...layer('square', { tasks: 1, rows: 512, depth: 512, columns: 512 }),
];
