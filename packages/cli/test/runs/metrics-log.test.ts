import { OutputError } from '@innerloop/core';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { continueMetricsLog, readMetricsLog } from '../../src/runs/metrics-log.js';
import { metricsSummary } from '../../src/runs/metrics-summary.js';
import { temporaryFolder } from '../support/temporary.js';

const root = temporaryFolder();
const line = (iteration: number): { iteration: number; loss: number; seconds: number } => ({
  iteration,
  loss: 1 / iteration,
  seconds: iteration / 10,
});

describe('continueMetricsLog', () => {
  it('drops what lies beyond the checkpoint and a line that a kill cut short, and goes on', async () => {
    const path = join(root, 'killed.jsonl');
    const first = await continueMetricsLog(path, 0);
    for (const iteration of [1, 2, 3, 4]) first.write(line(iteration));
    first.close();
    appendFileSync(path, '{"iteration":5,"lo');
    const second = await continueMetricsLog(path, 3);
    expect(second.seconds).toBe(0.3);
    second.write(line(4));
    second.close();
    expect(await readMetricsLog(path)).toEqual([1, 2, 3, 4].map(line));
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(5);
  });

  it('has on disk what was written before a flush, each line once', async () => {
    const path = join(root, 'flushed.jsonl');
    const log = await continueMetricsLog(path, 0);
    log.write(line(1));
    expect(await readMetricsLog(path)).toEqual([]);
    log.flush();
    log.flush();
    expect(await readMetricsLog(path)).toEqual([line(1)]);
    log.write(line(2));
    log.close();
    expect(await readMetricsLog(path)).toEqual([line(1), line(2)]);
  });

  it('says so when it cannot be written', async () => {
    const path = join(root, 'folder.jsonl');
    mkdirSync(path);
    await expect(continueMetricsLog(path, 0)).rejects.toThrow(OutputError);
  });

  it('reads a log that is not there as empty', async () => {
    expect(await readMetricsLog(join(root, 'none.jsonl'))).toEqual([]);
  });
});

describe('metricsSummary', () => {
  /** The lines of `count` iterations whose loss is their number. */
  function summarize(count: number, validated: readonly number[] = [], seconds = 0): unknown[] {
    const written: unknown[] = [];
    let time = 0;
    const log = { seconds, write: (one: unknown) => written.push(one) };
    const add = metricsSummary(log, count, () => time);
    for (let iteration = 1; iteration <= count; iteration += 1) {
      time += 1;
      const validation = validated.includes(iteration) ? 0.5 : undefined;
      add({ iteration, loss: iteration, gradientNorm: 2 * iteration, validation });
    }
    return written;
  }

  it('has a line for each iteration of a short run', () => {
    expect(summarize(3)).toEqual(
      [1, 2, 3].map((i) => ({ iteration: i, loss: i, gradientNorm: 2 * i, seconds: i / 1000 })),
    );
  });

  it('has about a thousand lines of a long run, each the mean since the one before', () => {
    const lines = summarize(4500);
    expect(lines).toHaveLength(1125);
    expect(lines[0]).toEqual({ iteration: 4, loss: 2.5, gradientNorm: 5, seconds: 0.004 });
    expect(lines.at(-1)).toEqual({ iteration: 4500, loss: 4498.5, gradientNorm: 8997, seconds: 4.5 });
  });

  it('has a line for each validation, and begins a new mean after it', () => {
    const [first, second] = summarize(4000, [2]);
    expect(first).toEqual({ iteration: 2, loss: 1.5, gradientNorm: 3, validation: 0.5, seconds: 0.002 });
    expect(second).toEqual({ iteration: 4, loss: 3.5, gradientNorm: 7, seconds: 0.004 });
  });

  it('counts the seconds before a resume', () => {
    expect(summarize(1, [], 12)).toEqual([{ iteration: 1, loss: 1, gradientNorm: 2, seconds: 12.001 }]);
  });
});
