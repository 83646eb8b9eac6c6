import {
  CheckpointError,
  ConfigError,
  DivergenceError,
  EngineError,
  InnerloopError,
  InvalidDataError,
  InvalidOptionError,
  OutputError,
} from '@innerloop/core';
import { exitCodes } from './exit-codes.js';

/** What to print on stderr, and which status to exit with. */
export interface Failure {
  readonly message: string;
  readonly code: number;
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

function codeOf(error: InnerloopError): number {
  const ofUsage = [ConfigError, EngineError, InvalidOptionError].some((kind) => error instanceof kind);
  if (ofUsage) return exitCodes.usage;
  if (error instanceof DivergenceError) return exitCodes.diverged;
  const ofFiles = [CheckpointError, InvalidDataError, OutputError].some((kind) => error instanceof kind);
  return ofFiles ? exitCodes.files : exitCodes.defect;
}

/** Errors of ours are for people, without a stack; any other is a defect, with one. */
export function describeFailure(error: unknown): Failure {
  if (isAbort(error)) return { message: 'Stopped.', code: exitCodes.interrupted };
  if (error instanceof InnerloopError) return { message: `error: ${error.message}`, code: codeOf(error) };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message: `unexpected error (please report it): ${text}`, code: exitCodes.defect };
}
