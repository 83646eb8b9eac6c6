import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { Tree } from '../contracts/tree.js';
import { tidy } from '../trees/memory.js';
import { checksumKey, checksumOf, isSigned } from './checksum.js';
import { damaged } from './damaged.js';
import { structureKey, type CheckpointMetadata } from './encode-tree.js';
import { readHeader, type Header } from './header.js';
import type { Placed } from './layout.js';
import { unflatten } from './structure.js';

/** What a checkpoint holds. */
export type DecodedTree = { readonly tree: Tree; readonly metadata: CheckpointMetadata };

/**
 * The tree and metadata that `encodeTree` wrote, bit for bit, after its checksum was verified. A safetensors file of
 * another program gives a flat record of its tensors by name. F32, I32 and BOOL are read as they are; F16 and BF16 become float32 exactly, F64 the
 * nearest float32; I8, U8, I16, U16, U32, I64 and U64 become int32, and a number beyond int32 is an error, never another number.
 *
 * The caller owns the tensors; after an error there are none.
 *
 * @throws CheckpointError if the bytes are truncated, damaged, or no safetensors file, or a number is beyond float32 or int32
 */
export function decodeTree(file: Uint8Array): DecodedTree {
  const header = readHeader(file);
  const { [checksumKey]: checksum, [structureKey]: structure, ...metadata } = header.metadata;
  if (checksum === undefined && structure === undefined) return { tree: tidy(() => flatRecord(header)), metadata };
  if (checksum === undefined || structure === undefined || !isSigned(file)) {
    throw damaged(
      'another program rewrote this checkpoint, so its checksum cannot be verified',
      "Remove the metadata that begin with 'innerloop.' to read it as a flat record.",
    );
  }
  if (checksum !== checksumOf(file)) throw damaged('the checksum does not match: bytes changed since it was written');
  return { tree: tidy(() => restored(structure, header)), metadata };
}

function flatRecord({ tensors, data }: Header): Tree {
  return Object.fromEntries(tensors.map((place) => [place.name, tensorAt(place, data)]));
}

function restored(structure: string, { tensors, data }: Header): Tree {
  const remaining = new Map(tensors.map((place) => [place.name, place]));
  const tree = unflatten(structure, (name) => {
    const place = remaining.get(name);
    if (!place) throw damaged(`tensor '${name}' is missing`);
    remaining.delete(name);
    return tensorAt(place, data);
  });
  for (const name of remaining.keys()) throw damaged(`tensor '${name}' has no place in the structure`);
  return tree;
}

function tensorAt({ name, type, shape, begin, end }: Placed, data: Uint8Array): Tensor {
  const refuse = (number: string): never => {
    throw damaged(
      `tensor '${name}' (${type.code}) holds ${number}`,
      'Convert it before you save it: to F32 if it need not be exact, or to smaller numbers.',
    );
  };
  return tensor(type.valuesOf(data.subarray(begin, end), refuse), [...shape], type.dtype);
}
