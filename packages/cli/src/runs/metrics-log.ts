import { readFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';

/** One line of metrics.jsonl: means over the iterations since the line before. */
export interface MetricsLine {
  readonly iteration: number;
  readonly loss: number;
  readonly gradientNorm?: number;
  readonly validation?: number;
  /** Wall time spent training in this process when the line was written. */
  readonly seconds: number;
}

/** The lines of a log; one that a kill cut short is left out. */
export async function readMetricsLog(path: string): Promise<readonly MetricsLine[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as MetricsLine];
    } catch {
      return [];
    }
  });
}

export interface MetricsLog {
  write(line: MetricsLine): void;
  close(): Promise<void>;
}

/** Continues a log after an iteration: lines beyond it, of work that a kill threw away, are dropped. */
export async function continueMetricsLog(path: string, iteration: number): Promise<MetricsLog> {
  const kept = (await readMetricsLog(path)).filter((line) => line.iteration <= iteration);
  await writeFileAtomic(path, kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const stream = createWriteStream(path, { flags: 'a' });
  let failure: Error | undefined;
  stream.on('error', (error) => {
    failure = error;
  });
  return {
    write: (line) => {
      stream.write(`${JSON.stringify(line)}\n`);
    },
    close: () =>
      new Promise((resolve, reject) => {
        stream.end(() => (failure === undefined ? resolve() : reject(failure)));
      }),
  };
}
