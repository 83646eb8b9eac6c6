import { CheckpointError } from '@innerloop/core';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoints/checkpoint.js';
import type { Checkpoint, CheckpointName, CheckpointStore } from '../checkpoints/checkpoint.js';

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Checkpoints as `last.safetensors` and `best.safetensors` in a directory, which is made when first needed.
 * A kill at any moment leaves the checkpoint before or the one after, never half of one.
 *
 * @throws CheckpointError if a file cannot be written or read, or is damaged: it names the file
 */
export function fileCheckpoints(directory: string): CheckpointStore {
  const pathOf = (name: CheckpointName): string => join(directory, `${name}.safetensors`);
  return {
    async save(name: CheckpointName, checkpoint: Checkpoint): Promise<void> {
      const bytes = await encodeCheckpoint(checkpoint);
      try {
        await mkdir(directory, { recursive: true });
        await writeFileAtomic(pathOf(name), Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      } catch (error) {
        throw new CheckpointError(
          `fileCheckpoints: could not write ${pathOf(name)} (${reason(error)}). The checkpoint before it is untouched: make room or change permissions, then resume.`,
          { cause: error },
        );
      }
    },
    async load(name: CheckpointName): Promise<Checkpoint | undefined> {
      let bytes: Uint8Array;
      try {
        bytes = await readFile(pathOf(name));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw new CheckpointError(`fileCheckpoints: could not read ${pathOf(name)} (${reason(error)}).`, {
          cause: error,
        });
      }
      try {
        return decodeCheckpoint(bytes);
      } catch (error) {
        throw new CheckpointError(`fileCheckpoints: ${pathOf(name)} is damaged or no checkpoint. ${reason(error)}`, {
          cause: error,
        });
      }
    },
  };
}
