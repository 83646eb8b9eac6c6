import { CheckpointError, leavesOf } from '@innerloop/core';
import type { MetaState, ParamTree, Tree } from '@innerloop/core';
import type { Checkpoint, TrainSettings } from './checkpoint.js';

const shapes = (tree: Tree): string =>
  leavesOf(tree)
    .map((tensor) => `${tensor.dtype}[${tensor.shape.join(',')}]`)
    .join(' ');

function difference(expected: ParamTree, found: ParamTree): string | undefined {
  const missing = Object.keys(expected).find((name) => !(name in found));
  if (missing !== undefined) return `it lacks '${missing}'`;
  const extra = Object.keys(found).find((name) => !(name in expected));
  if (extra !== undefined) return `it holds '${extra}', which the model does not have`;
  const [name, tensor] = Object.entries(expected).find(([at, leaf]) => shapes(leaf) !== shapes(found[at] ?? [])) ?? [];
  if (name === undefined || tensor === undefined) return undefined;
  return `'${name}' is ${shapes(found[name] ?? [])} there and ${shapes(tensor)} in the model`;
}

/**
 * Checks that saved meta-parameters are those of a model: the same leaves in the same shapes.
 *
 * @throws CheckpointError that names the first difference
 */
export function checkParams(found: ParamTree, expected: ParamTree): void {
  const differs = difference(expected, found);
  if (differs !== undefined) {
    throw new CheckpointError(
      `the checkpoint belongs to another model: ${differs}. Use the configuration that it was made with.`,
    );
  }
}

/**
 * Checks that a checkpoint continues this training: same settings, same leaves in the same shapes.
 *
 * @throws CheckpointError that names the first difference
 */
export function checkMatch(checkpoint: Checkpoint, settings: TrainSettings, expected: MetaState): void {
  for (const [name, value] of Object.entries(settings)) {
    const found = checkpoint.settings[name as keyof TrainSettings];
    if (found !== value) {
      throw new CheckpointError(
        `train: the checkpoint was made with ${name} ${JSON.stringify(found)}, but ${name} is now ${JSON.stringify(value)}. Resume with the same settings, or start anew.`,
      );
    }
  }
  checkParams(checkpoint.state.params, expected.params);
  if (shapes(expected) !== shapes(checkpoint.state)) {
    throw new CheckpointError(
      "train: the outer rule's state in the checkpoint is another than this configuration's. Resume with the configuration that it was made with.",
    );
  }
}
