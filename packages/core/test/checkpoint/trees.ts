import { Tensor, tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import type { Tree } from '../../src/index.js';

/** A tree without tensors: what a tree is to equal, NaN and −0 included, after it was written and read. */
export type PlainTree =
  | { readonly dtype: string; readonly shape: readonly number[]; readonly bytes: readonly number[] }
  | readonly PlainTree[]
  | ReadonlyMap<string, PlainTree>;

/** The form, order of names, types, shapes and bits of a tree. */
export function plain(tree: Tree): PlainTree {
  if (tree instanceof Tensor) {
    const values = tree.dataSync();
    const bytes = [...new Uint8Array(values.buffer, values.byteOffset, values.byteLength)];
    return { dtype: tree.dtype, shape: tree.shape, bytes };
  }
  if (Array.isArray(tree)) return tree.map((branch: Tree) => plain(branch));
  return new Map(Object.entries(tree).map(([name, branch]) => [name, plain(branch)]));
}

/** Names as users and attackers think of them. */
const name = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.string({ unit: fc.constantFrom('.', '\\', '/', 'a', '0', 'u', '\ud800', '\udc00'), maxLength: 6 }),
    fc.constantFrom(
      '',
      '__metadata__',
      'constructor',
      'toString',
      'length',
      '0',
      'model/conv1/kernel',
      'innerloop.sha256',
    ),
  )
  .filter((text) => text !== '__proto__');

const shape = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 });
const leaf = fc
  .tuple(
    shape,
    fc.constantFrom('float32', 'int32', 'bool'),
    fc.infiniteStream(fc.float()),
    fc.infiniteStream(fc.integer()),
  )
  .map(([lengths, dtype, floats, integers]) => () => {
    const size = lengths.reduce((product, length) => product * length, 1);
    if (dtype === 'float32') return tensor(Float32Array.from(floats.take(size)), lengths, 'float32');
    if (dtype === 'int32') return tensor(Int32Array.from(integers.take(size)), lengths, 'int32');
    return tensor(
      Uint8Array.from(integers.take(size), (integer) => integer & 1),
      lengths,
      'bool',
    );
  });

type Planted = { readonly tree: () => Tree };

/** Any tree: a function that plants it, so that shrinking holds no tensors. */
export const trees: fc.Arbitrary<() => Tree> = fc
  .letrec<{ tree: Planted }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf.map((make) => ({ tree: make })),
      fc.array(tie('tree'), { maxLength: 4 }).map((branches) => ({ tree: () => branches.map(({ tree }) => tree()) })),
      fc
        .uniqueArray(fc.tuple(name, tie('tree')), { maxLength: 4, selector: ([text]) => text })
        .map((members) => ({ tree: () => Object.fromEntries(members.map(([text, { tree }]) => [text, tree()])) })),
    ),
  }))
  .tree.map(({ tree }) => tree);

/** Metadata that may be kept. */
export const metadata = fc.dictionary(
  fc.string({ unit: 'binary', maxLength: 6 }).filter((text) => text !== '__proto__' && !text.startsWith('innerloop.')),
  fc.string({ unit: 'binary', maxLength: 12 }),
  { maxKeys: 3 },
);
