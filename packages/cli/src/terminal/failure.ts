import {
  CheckpointError,
  ConfigError,
  DivergenceError,
  InnerloopError,
  InvalidDataError,
  InvalidOptionError,
} from '@innerloop/core';
import { exitCodes } from './exit-codes.js';

function codeOf(error: unknown): number {
  if (error instanceof ConfigError || error instanceof InvalidOptionError) return exitCodes.usage;
  if (error instanceof CheckpointError || error instanceof InvalidDataError) return exitCodes.data;
  if (error instanceof DivergenceError) return exitCodes.diverged;
  return exitCodes.defect;
}

/** What to print and which status to exit with: errors of ours are for people, without a stack; any other is a defect, with one. */
export function describeFailure(error: unknown): { readonly message: string; readonly code: number } {
  const code = codeOf(error);
  if (error instanceof InnerloopError) return { message: `error: ${error.message}`, code };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message: `unexpected error (please report it): ${text}`, code };
}
