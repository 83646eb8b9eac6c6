import { CheckpointError, decodeTree, encodeTree } from '@innerloop/core';
import type { MetaState } from '@innerloop/core';

/** What training was asked for, as far as it decides the numbers that come out: a resumed run must have the same. */
export interface TrainSettings {
  /** The meta-step's name: learner, meta-gradient and outer rule. */
  readonly step: string;
  readonly tasks: string;
  readonly seed: number;
  readonly metaBatch: number;
}

/** The best validation so far. */
export interface Best {
  readonly iteration: number;
  readonly value: number;
}

/** All that training needs to go on as if it had never stopped. Iteration i draws from the seed folded by i: no generator state. */
export interface Checkpoint<State extends MetaState = MetaState> {
  readonly settings: TrainSettings;
  /** Iterations done. */
  readonly iteration: number;
  readonly state: State;
  readonly best?: Best | undefined;
}

export type CheckpointName = 'last' | 'best';

/** Where checkpoints live. `save` replaces the one of that name, all or nothing; `load` gives `undefined` where there is none. */
export interface CheckpointStore {
  save(name: CheckpointName, checkpoint: Checkpoint): Promise<void>;
  /** The caller owns the tensors. */
  load(name: CheckpointName): Promise<Checkpoint | undefined>;
}

/** A checkpoint as a safetensors file, checksummed. */
export function encodeCheckpoint({ state, ...rest }: Checkpoint): Promise<Uint8Array> {
  return encodeTree(state, { training: JSON.stringify(rest) });
}

/**
 * The inverse of `encodeCheckpoint`. The caller owns the tensors.
 *
 * @throws CheckpointError if the bytes are damaged, or are no training checkpoint
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tree, metadata } = decodeTree(bytes);
  const training = metadata['training'];
  if (training === undefined) {
    throw new CheckpointError(
      'decodeCheckpoint: the file holds tensors, but no training state. Pass a checkpoint that `train` saved.',
    );
  }
  return { ...(JSON.parse(training) as Omit<Checkpoint, 'state'>), state: tree as MetaState };
}
