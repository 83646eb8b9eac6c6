import { CheckpointError, leavesOf } from '@innerloop/core';
import type { MetaState, Tree } from '@innerloop/core';
import type { Checkpoint, TrainSettings } from './checkpoint.js';

const shapes = (tree: Tree): string => leavesOf(tree).map((tensor) => `${tensor.dtype}[${tensor.shape.join(',')}]`).join(' ');

const names = (state: MetaState): string[] => Object.keys(state.params);

function difference(expected: MetaState, found: MetaState): string | undefined {
  const missing = names(expected).find((name) => !names(found).includes(name));
  if (missing !== undefined) return `it lacks '${missing}'`;
  const extra = names(found).find((name) => !names(expected).includes(name));
  if (extra !== undefined) return `it holds '${extra}', which the model does not have`;
  const reshaped = names(expected).find((name) => shapes(expected.params[name] as Tree) !== shapes(found.params[name] as Tree));
  if (reshaped !== undefined) {
    return `'${reshaped}' is ${shapes(found.params[reshaped] as Tree)} there and ${shapes(expected.params[reshaped] as Tree)} in the model`;
  }
  return shapes(expected) === shapes(found) ? undefined : "the outer rule's state is another";
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
      throw new CheckpointError(`train: the checkpoint was made with ${name} ${JSON.stringify(found)}, but ${name} is now ${JSON.stringify(value)}. Resume with the same settings, or start anew.`);
    }
  }
  const differs = difference(expected, checkpoint.state);
  if (differs !== undefined) {
    throw new CheckpointError(`train: the checkpoint belongs to another model: ${differs}. Resume with the configuration that it was made with.`);
  }
}
