import { InvalidOptionError } from '@innerloop/core';
import type { ExampleSet } from './stored-examples.js';

/**
 * Four classes for each: its examples turned by 0°, 90°, 180° and 270°, named `NAME/rot000` … `NAME/rot270`.
 *
 * Takes no memory: the turned classes share the rows. Split the classes first, so that no two splits share a character.
 *
 * @throws InvalidOptionError if the examples are not square images
 * @see Santoro et al. 2016, "Meta-Learning with Memory-Augmented Neural Networks", §4.1; Vinyals et al. 2016, arXiv:1606.04080, §4.1.1
 */
export function rotatedClasses<Examples extends ExampleSet>(examples: Examples): Examples {
  requireSquare(examples, 'rotatedClasses');
  const classes = examples.classes.flatMap(({ name, rows, turns: already = 0 }) =>
    [0, 1, 2, 3].map((turns) => ({
      name: `${name}/rot${String(turns * 90).padStart(3, '0')}`,
      rows,
      turns: (turns + already) % 4,
    })),
  );
  return { ...examples, classes };
}

/** @throws InvalidOptionError unless an example is `[n, n]` or `[n, n, channels]` */
export function requireSquare({ name, shape }: ExampleSet, where: string): void {
  const [height, width] = shape;
  if ((shape.length === 2 || shape.length === 3) && height === width) return;
  throw new InvalidOptionError(
    `${where}: only square images can be turned by 90°, but an example of '${name}' is [${shape.join(', ')}]. Leave rotations out, or resize to a square.`,
  );
}
