import type { ThreadsOption } from '../threads/choose-threads.js';
import * as tf from '@tensorflow/tfjs-core';

export interface CompileOptions {
  /**
   * Threads that share a meta-step's tasks; they divide the number of tasks. Default `'auto'`: as many as the machine has and the step is
   * worth, which is one for small steps and in browsers. Equal numbers give equal results, different ones results that agree to rounding.
   */
  readonly threads?: ThreadsOption | undefined;
  /** Multiply-add in one instruction, which rounds once: faster. Default true where the machine has relaxed SIMD. */
  readonly relaxedSimd?: boolean | undefined;
  /** Signatures that are kept compiled, the least recently used ones are forgotten. Default 16. */
  readonly signatures?: number | undefined;
  /** Told once of each reason to run eagerly instead. Default: a warning of the console. */
  readonly onFallback?: ((reason: string) => void) | undefined;
}

/** Tells each reason once. */
export function fallbackTeller({ onFallback }: CompileOptions): (reason: string) => void {
  const told = new Set<string>();
  return (reason) => {
    if (told.has(reason)) return;
    told.add(reason);
    // eslint-disable-next-line no-console -- a library has no other channel by itself; whoever has one passes onFallback
    (onFallback ?? console.warn)(reason);
  };
}

/** Whether gradients are being recorded: they flow through what runs eagerly only. */
export const tapeIsOn = (): boolean => tf.engine().state.gradientDepth > 0;
