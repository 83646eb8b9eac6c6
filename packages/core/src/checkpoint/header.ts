import { damaged } from './damaged.js';
import { convertedTypes } from './converted-types.js';
import { storedTypes } from './dtypes.js';
import { isJsonObject } from './json-object.js';
import type { Placed } from './layout.js';
import { utf8Text } from './utf8.js';

/** What a safetensors file says about its data. */
export interface Header {
  readonly metadata: Readonly<Record<string, string>>;
  /** By their place in the data. */
  readonly tensors: readonly Placed[];
  readonly data: Uint8Array;
}

/** What a file of another program may hold: our own types as they are, others converted. */
const readTypes = [...storedTypes, ...convertedTypes];

/** The longest header that the Python package reads. */
const LONGEST = 100_000_000;

/**
 * Reads the header of a safetensors file and checks all that it promises: known types, shapes that fit their bytes,
 * tensors that cover the data without gaps or overlaps.
 *
 * @throws CheckpointError, saying what is wrong
 */
export function readHeader(file: Uint8Array): Header {
  const length = headerLength(file);
  const header = parsed(file.subarray(8, 8 + length));
  const { __metadata__: metadata = {}, ...table } = header;
  const tensors = Object.entries(table).map(([name, entry]) => placed(name, entry));
  tensors.sort((a, b) => a.begin - b.begin || a.end - b.end);
  const data = file.subarray(8 + length);
  expectCovered(tensors, data.length);
  return { metadata: textsOf(metadata), tensors, data };
}

function headerLength(file: Uint8Array): number {
  if (file.length < 8) throw damaged(`the checkpoint is truncated: it has ${file.length} bytes`);
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (length > LONGEST) {
    throw damaged(`its header claims ${length} bytes, more than any checkpoint has`, 'Is it a safetensors file?');
  }
  if (8 + length > file.length) {
    throw damaged(`the checkpoint is truncated: its header has ${length} bytes, but ${file.length - 8} are there`);
  }
  return length;
}

function parsed(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(utf8Text(bytes));
  } catch (cause) {
    throw damaged('its header is not JSON', 'The file is damaged, or not a safetensors file.', cause);
  }
  if (!isJsonObject(header)) throw damaged('its header is not a JSON object');
  if (Object.hasOwn(header, '__proto__')) throw damaged('a tensor has the name __proto__', 'Do not trust this file.');
  return header;
}

function textsOf(metadata: unknown): Readonly<Record<string, string>> {
  const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';
  const entries = isJsonObject(metadata) ? Object.entries(metadata) : undefined;
  if (!entries?.every(isText)) throw damaged('its metadata are not texts by name');
  if (entries.some(([name]) => name === '__proto__')) {
    throw damaged('metadata have the name __proto__', 'Do not trust this file.');
  }
  return Object.fromEntries(entries);
}

function placed(name: string, entry: unknown): Placed {
  const { dtype, shape, data_offsets: offsets } = isJsonObject(entry) ? entry : {};
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    throw damaged(`the entry of tensor '${name}' has no dtype, shape and data_offsets`);
  }
  const type = readTypes.find(({ code }) => code === dtype);
  if (!type) {
    throw damaged(
      `tensor '${name}' has the unknown type ${JSON.stringify(dtype)}`,
      `Convert it to one of ${readTypes.map(({ code }) => code).join(', ')}.`,
    );
  }
  const [begin, end] = offsets as [number, number];
  const bytes = shape.reduce((product, length) => product * length, type.width);
  if (end - begin !== bytes) {
    throw damaged(`tensor '${name}' of shape [${shape.join(', ')}] takes ${bytes} bytes, but has ${end - begin}`);
  }
  return { name, type, shape, begin, end };
}

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);

function expectCovered(tensors: readonly Placed[], available: number): void {
  let covered = 0;
  for (const { name, begin, end } of tensors) {
    if (begin !== covered) {
      const fault = begin < covered ? 'overlaps the tensor before it' : 'leaves a gap';
      throw damaged(`tensor '${name}' ${fault}: it begins at byte ${begin} of the data, not ${covered}`);
    }
    covered = end;
  }
  if (covered > available) {
    throw damaged(`the checkpoint is truncated: its tensors take ${covered} bytes, but ${available} are there`);
  }
  if (covered < available) throw damaged(`${available - covered} bytes follow its last tensor`);
}
