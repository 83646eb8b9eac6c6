import { InvalidOptionError } from '@innerloop/core';

/** @throws InvalidOptionError unless the value is a positive finite number */
export function expectFactor(where: string, option: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new InvalidOptionError(`${where}: ${option} must be a positive finite number, got ${value}.`);
}
