import { InvalidDataError } from '@innerloop/core';

/** @throws InvalidDataError if a place lies outside of an axis of this size: the kernels do not look */
export function expectPlaces(kernel: string, places: ArrayLike<number>, size: number): void {
  for (let at = 0; at < places.length; at++) {
    const place = places[at] as number;
    if (place >= 0 && place < size) continue;
    throw new InvalidDataError(
      `${kernel}: index ${place} at ${at} is not in [0, ${size - 1}]. Check the indices against the axis that they are taken from.`,
    );
  }
}
