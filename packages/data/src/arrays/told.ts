/** A value that should have been another, short enough for a message. */
export function told(value: unknown): string {
  if (typeof value === 'string') return `the text '${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) {
    return String(value);
  }
  if (typeof value === 'bigint') return `the BigInt ${value}`;
  if (isTensor(value)) return 'a tensor';
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}

/** Of any copy of TensorFlow.js. */
export const isTensor = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'dataSync' in value && 'shape' in value;
