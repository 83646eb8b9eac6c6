import type { Loaded, Ran } from './messages.js';
import { startProcess } from './process.js';
import type { Command } from './process.js';

/** A contender that has loaded a workload and waits, stopped, for its turns. */
export type Child = {
  readonly loaded: Loaded;
  /** Process start to everything imported. */
  readonly startMilliseconds: number;
  /** Process start to the first step done, compilation and all. */
  readonly readyMilliseconds: number;
  /** Of a step at the end of the warm-up; infinite where the first step was warm-up enough. */
  readonly warmMilliseconds: number;
  /** One repetition. */
  readonly run: (milliseconds: number) => Promise<Ran>;
  readonly end: () => Promise<void>;
};

export type Patience = {
  /** Steps before the first repetition. */
  readonly warmupMilliseconds: number;
  /** Longer for one answer, and the contender is given up. */
  readonly answerMilliseconds: number;
};

/** A first step of so many milliseconds is warm-up enough. */
const slow = 3000;

/** Starts a contender, has it load a workload, and warms it up. @throws Error that says why it cannot */
export async function startChild(command: Command, folder: string, patience: Patience): Promise<Child> {
  const begun = performance.now();
  const speaker = startProcess(command, patience.answerMilliseconds);
  const run = async (milliseconds: number): Promise<Ran> => {
    speaker.send({ ask: 'run', milliseconds });
    const ran = await speaker.next('ran');
    speaker.pause();
    return ran;
  };
  try {
    await speaker.next('hello');
    const startMilliseconds = performance.now() - begun;
    speaker.send({ ask: 'load', folder });
    const loaded = await speaker.next('loaded');
    const readyMilliseconds = performance.now() - begun;
    const isSlow = loaded.firstMilliseconds > slow;
    if (isSlow) speaker.pause();
    const warm = isSlow ? undefined : await run(patience.warmupMilliseconds);
    const warmMilliseconds = warm === undefined ? Infinity : warm.milliseconds / warm.steps;
    return { loaded, startMilliseconds, readyMilliseconds, warmMilliseconds, run, end: speaker.end };
  } catch (error) {
    await speaker.end();
    throw error;
  }
}
