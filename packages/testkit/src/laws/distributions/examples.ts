import { leavesOf } from '@innerloop/core';
import type { Batch, Episode, TaskDistribution, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { demand } from '../law.js';

function hasForm(part: string, { x, y }: Batch<Tree>, tasks: number, rows: number | undefined): void {
  for (const [name, tensor] of [
    [`${part}.x`, x] as const,
    ...leavesOf(y).map((leaf) => [`${part}.y`, leaf] as const),
  ]) {
    const shape = `[${tensor.shape.join(', ')}]`;
    demand(
      tensor.rank >= 2 && tensor.shape[0] === tasks,
      `${name} has the shape ${shape}, expected [${tasks}, rows, …].`,
    );
    const expected = rows ?? x.shape[1];
    demand(tensor.shape[1] === expected, `${name} has the shape ${shape}, expected ${expected} rows.`);
    demand(Array.from(tensor.dataSync()).every(Number.isFinite), `${name} is not finite.`);
  }
}

/** Labels are one-hot, and every class has as many examples as every other. */
function isBalanced(part: string, y: Tree): void {
  const [labels] = leavesOf(y) as [Tensor];
  const sums = tf.sum(labels, -1).dataSync();
  const ones = [...labels.dataSync()].filter((entry) => entry === 1).length;
  demand(sums.every((sum) => sum === 1) && ones === sums.length, `${part}.y is not one-hot.`);
  const counts = [...tf.sum(labels, 1).dataSync()];
  demand(
    counts.every((count) => count === counts[0]),
    `${part}.y has classes of ${[...new Set(counts)].join(' and ')} examples, expected equally many.`,
  );
}

/** @throws LawError unless support and query have the tasks first, their rows, and labels that are one-hot and balanced */
export function hasEpisodeForm(
  { kind }: TaskDistribution<Tree>,
  { support, query }: Episode<Tree>,
  tasks: number,
  rows?: { readonly support: number; readonly query: number },
): void {
  hasForm('support', support, tasks, rows?.support);
  hasForm('query', query, tasks, rows?.query);
  if (kind !== 'classification') return;
  isBalanced('support', support.y);
  isBalanced('query', query.y);
}

const rowsOfTask = (x: Tensor, task: number): readonly string[] => {
  const [, rows = 0, ...features] = x.shape;
  const size = features.reduce((product, length) => product * length, 1);
  const data = x.dataSync().subarray(task * rows * size, (task + 1) * rows * size);
  return Array.from({ length: rows }, (_, row) => data.subarray(row * size, (row + 1) * size).join());
};

/** @throws LawError if an example occurs twice among the support and query of a task */
export function distinctRows({ support, query }: Episode<Tree>): void {
  for (let task = 0; task < support.x.shape[0]; task++) {
    const rows = [...rowsOfTask(support.x, task), ...rowsOfTask(query.x, task)];
    const twice = rows.findIndex((row, i) => rows.indexOf(row) !== i);
    demand(
      twice === -1,
      `Task ${task} holds the same example twice: row ${rows.indexOf(rows[twice] ?? '')} and row ${twice}, counted through support and query.`,
    );
  }
}
