import type { Buffer, Kernel } from '../plan/plan.js';

/** An element of a buffer from which a kernel goes. */
export interface Base {
  readonly buffer: Buffer;
  /** In elements. */
  readonly offset: number;
}

/** What the code of a kernel depends on: kernels of equal keys differ in nothing but the addresses of their bases. */
export interface Form {
  readonly key: string;
  readonly bases: readonly Base[];
}

type Fields = Readonly<Record<string, unknown>>;

const isBuffer = (value: Fields): boolean => 'id' in value && 'dtype' in value && 'size' in value;
const isAccess = (value: Fields): boolean => 'buffer' in value && 'strides' in value;

/**
 * Everything about a kernel but which buffers it uses. Bases are numbered as they come, so that it tells which are one: values that are
 * read twice are computed once.
 */
export function formOf(kernel: Kernel): Form {
  const bases: Base[] = [];
  const base = (buffer: Buffer, offset: number): string => {
    const found = bases.findIndex((each) => each.buffer === buffer && each.offset === offset);
    return `@${found < 0 ? bases.push({ buffer, offset }) - 1 : found}:${buffer.dtype}`;
  };
  const told = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
    if (Array.isArray(value)) return `[${value.map(told).join()}]`;
    const fields = value as Fields;
    if (isBuffer(fields)) return base(value as Buffer, 0);
    if (isAccess(fields))
      return `${base(fields['buffer'] as Buffer, fields['offset'] as number)}${told(fields['strides'])}`;
    return `{${Object.entries(fields)
      .map(([name, field]) => `${name}=${told(field)}`)
      .join()}}`;
  };
  return { key: told(kernel), bases };
}
