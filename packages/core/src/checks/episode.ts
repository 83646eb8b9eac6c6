import type { Tensor } from '@tensorflow/tfjs-core';
import type { Episode } from '../contracts/data.js';
import type { Tree } from '../contracts/tree.js';
import { InvalidDataError } from '../errors.js';
import { leavesOf } from '../trees/tree.js';

/** An entry of an episode that is NaN or infinite. */
interface Odd {
  readonly place: string;
  readonly task: number;
  readonly row: number;
  readonly value: number;
}

async function oddIn(place: string, tensor: Tensor): Promise<Odd | undefined> {
  if (tensor.dtype !== 'float32' || tensor.rank < 2) return undefined;
  const values = (await tensor.data()) as Float32Array;
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at === -1) return undefined;
  const [tasks, rows] = tensor.shape as [number, number];
  const row = Math.floor(at / (values.length / (tasks * rows)));
  return { place, task: Math.floor(row / rows), row: row % rows, value: values[at] as number };
}

/**
 * Looks whether the examples of an episode are numbers: a driver asks when something is not finite, before it blames learning rates.
 *
 * @param nameTask  names a task of the batch in the message, counted from 0
 * @throws InvalidDataError with the task and the example
 */
export async function expectFiniteEpisode(
  where: string,
  { support, query }: Episode<Tree>,
  nameTask: (task: number) => string,
): Promise<void> {
  for (const [name, batch] of Object.entries({ support, query })) {
    for (const [part, tree] of Object.entries(batch)) {
      for (const tensor of leavesOf(tree)) {
        const odd = await oddIn(`${part} of the ${name}`, tensor);
        if (odd === undefined) continue;
        throw new InvalidDataError(
          `${where}: ${nameTask(odd.task)} has ${odd.value} in its data: ${odd.place}, example ${odd.row} (counted from 0). ` +
            'Repair that example, or leave it out.',
        );
      }
    }
  }
}
