import { OutputError } from '@innerloop/core';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { reasonOf } from '../files/reason.js';
import { writeOutput } from '../files/write-output.js';

/** One line of metrics.jsonl: means over the iterations since the line before. */
export interface MetricsLine {
  readonly iteration: number;
  readonly loss: number;
  readonly gradientNorm?: number;
  readonly validation?: number;
  /** Wall time spent training when the line was written, that before a resume included. */
  readonly seconds: number;
}

function parseLine(line: string): readonly MetricsLine[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as MetricsLine];
  } catch {
    return [];
  }
}

/** The lines of a log; one that a kill cut short is left out. */
export async function readMetricsLog(path: string): Promise<readonly MetricsLine[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').flatMap(parseLine);
}

/** A log that grows. */
export interface MetricsLog {
  /** Seconds of training that its lines tell of. */
  readonly seconds: number;
  /** Takes a line; it is in the file after `flush`. */
  write(line: MetricsLine): void;
  /** @throws OutputError if the lines cannot be written */
  flush(): void;
  /** Flushes, and lets go of the file. */
  close(): void;
}

/**
 * Continues a log after an iteration: lines beyond it, of work that a kill threw away, are dropped.
 *
 * @throws OutputError if the log cannot be written
 */
export async function continueMetricsLog(path: string, iteration: number): Promise<MetricsLog> {
  const kept = (await readMetricsLog(path)).filter((line) => line.iteration <= iteration);
  await writeOutput(path, kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const file = openSync(path, 'a');
  let taken = '';
  const flush = (): void => {
    if (taken === '') return;
    const lines = taken;
    taken = '';
    try {
      writeFileSync(file, lines);
    } catch (error) {
      throw new OutputError(
        `could not write ${path} (${reasonOf(error)}). The last checkpoint is whole: make room, then resume.`,
        { cause: error },
      );
    }
  };
  return {
    seconds: kept.at(-1)?.seconds ?? 0,
    write: (line) => void (taken += `${JSON.stringify(line)}\n`),
    flush,
    close() {
      try {
        flush();
      } finally {
        closeSync(file);
      }
    },
  };
}
