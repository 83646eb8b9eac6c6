import { describe, it } from 'vitest';
import { cases } from './cases.js';
import type { Choice } from './cases.js';
import { checkCell } from './cell.js';
import type { World } from './worlds.js';
import { worlds } from './worlds.js';

/** Registers a test for every case of a choice, on the engine that runs; `differences` says in which worlds finite ones are taken. */
export function describeMatrix(
  engine: string,
  choice: Choice = {},
  differences: (world: World) => boolean = () => true,
): void {
  describe.each(worlds.map(({ name }) => name))(`${engine}: %s`, (world) => {
    const here = cases({ ...choice, worlds: (one) => one.name === world && (choice.worlds?.(one) ?? true) });
    it.each(here.map((one) => [one.name, one, differences(one.world)] as const))(
      '%s agrees with its loop and its parts, and with differences where they are taken',
      (_name, one, taken) => checkCell(one, taken),
    );
  });
}
