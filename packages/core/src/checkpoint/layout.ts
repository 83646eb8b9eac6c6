import type { Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../contracts/tree.js';
import { InvalidDataError } from '../errors.js';
import { storedTypes, type ReadType, type StoredType } from './dtypes.js';

/** Where a tensor lies in the data of a file: bytes from `begin` up to `end`. */
export interface Placed {
  readonly name: string;
  readonly type: ReadType;
  readonly shape: Shape;
  readonly begin: number;
  readonly end: number;
}

/** A tensor and where it is to lie. */
export type PlacedTensor = Placed & { readonly type: StoredType; readonly tensor: Tensor };

/** The places of tensors, one after the other without gaps: types of 4 bytes first, then of one, each in tree order. */
export function layOut(leaves: ReadonlyMap<string, Tensor>): PlacedTensor[] {
  const typed = Array.from(leaves, ([name, tensor]) => ({ name, tensor, type: storedTypeOf(name, tensor) }));
  let end = 0;
  return storedTypes.flatMap((stored) =>
    typed
      .filter(({ type }) => type === stored)
      .map(({ name, tensor, type }) => {
        const begin = end;
        end += tensor.size * type.width;
        return { name, type, shape: tensor.shape, begin, end, tensor };
      }),
  );
}

function storedTypeOf(name: string, { dtype }: Tensor): StoredType {
  const type = storedTypes.find((stored) => stored.dtype === dtype);
  if (type) return type;
  throw new InvalidDataError(
    `encodeTree: '${name}' is ${dtype}, but a checkpoint holds float32, int32 and bool. Cast it or leave it out.`,
  );
}
