import type { Tree } from '../contracts/tree.js';
import { InvalidOptionError } from '../errors.js';
import { blankChecksum, checksumKey, sign } from './checksum.js';
import { jsonObject } from './json-object.js';
import { layOut, type Placed } from './layout.js';
import { flatten } from './structure.js';
import { utf8Bytes } from './utf8.js';

/** Texts about a checkpoint, by name. */
export type CheckpointMetadata = Readonly<Record<string, string>>;

/** The metadata under which we keep the form of the tree. */
export const structureKey = 'innerloop.structure';

/**
 * The bytes of a safetensors file that holds a tree, bit for bit, with a checksum of all of it: readable by
 * `decodeTree` and by the Python package `safetensors`, where the tensors have dotted names
 * (`params.model/conv1/kernel`).
 *
 * Equal trees with equal metadata, names in the same order, give equal bytes: order is kept, since sums over leaves
 * depend on it. Tensors are float32, int32 or bool; they are read when called, and borrowed.
 *
 * @param metadata  texts to keep beside the tree; names that begin with `innerloop.` are ours
 * @throws InvalidDataError for other types of tensor, for what is no tree, and for the name `__proto__`
 * @throws InvalidOptionError for metadata that cannot be kept
 * @see https://github.com/huggingface/safetensors
 */
export async function encodeTree(tree: Tree, metadata: CheckpointMetadata = {}): Promise<Uint8Array> {
  Object.entries(metadata).forEach(([name, text]) => expectKeepable(name, text));
  const { leaves, structure } = flatten(tree);
  const places = layOut(leaves);
  const values = await Promise.all(places.map(({ tensor }) => tensor.data()));
  const header = headerOf(places, { [structureKey]: structure, ...metadata });
  const file = new Uint8Array(8 + header.length + (places.at(-1)?.end ?? 0));
  new DataView(file.buffer).setUint32(0, header.length, true);
  file.set(header, 8);
  places.forEach(({ type, begin }, at) => file.set(type.bytesOf(values[at] ?? []), 8 + header.length + begin));
  sign(file);
  return file;
}

/** Padded by spaces, so that the data begin at a multiple of 8. */
function headerOf(places: readonly Placed[], metadata: CheckpointMetadata): Uint8Array {
  const texts = Object.entries(metadata).map(([name, text]) => [name, JSON.stringify(text)] as const);
  const tensors = places.map(({ name, type, shape, begin, end }) => {
    return [name, JSON.stringify({ dtype: type.code, shape, data_offsets: [begin, end] })] as const;
  });
  const first = [checksumKey, JSON.stringify(blankChecksum)] as const;
  const header = utf8Bytes(jsonObject([['__metadata__', jsonObject([first, ...texts])], ...tensors]));
  const padded = new Uint8Array(Math.ceil(header.length / 8) * 8).fill(0x20);
  padded.set(header);
  return padded;
}

function expectKeepable(name: string, text: string): void {
  const refuse = (problem: string): never => {
    throw new InvalidOptionError(`encodeTree: metadata '${name}' ${problem}. Rename or change it.`);
  };
  if (name === '__proto__' || name.startsWith('innerloop.')) refuse('is a reserved name');
  if (typeof text !== 'string') refuse(`is ${typeof text}, not a text`);
  if (/\p{Surrogate}/u.test(name) || /\p{Surrogate}/u.test(text)) refuse('has half a surrogate pair');
}
