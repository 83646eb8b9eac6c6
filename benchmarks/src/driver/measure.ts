import { freemem } from 'node:os';
import type { Entry } from '../contenders/registry.js';
import { startChild } from '../protocol/child.js';
import type { Child } from '../protocol/child.js';
import type { Workload } from '../workloads/workload.js';
import { groupsThatFit } from './groups.js';
import type { Measurement, Skipped } from './record.js';
import { repetitionsFor } from './repetitions.js';
import type { Pace } from './repetitions.js';

export type Outcome = { readonly measurements: readonly Measurement[]; readonly skipped: readonly Skipped[] };

type Runner = {
  readonly entry: Entry;
  readonly child: Child;
  readonly milliseconds: number[];
  peakBytes: number;
  repetitions: number;
};

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** Collects what becomes of a workload; `skip` is called at once, so that a person sees it. */
function skipping(workload: Workload, tell: (line: string) => void) {
  const skipped: Skipped[] = [];
  return {
    skipped,
    skip: ({ name, label }: Entry, error: unknown): void => {
      const reason = reasonOf(error);
      skipped.push({ workload: workload.name, contender: name, reason });
      tell(`  skipped ${label}: ${reason}`);
    },
  };
}

/** Others have run since its last turn: caches are cold. Who is fast gets a moment that does not count. */
const briefMilliseconds = 20;

async function turn(runner: Runner, pace: Pace): Promise<void> {
  const usual = runner.milliseconds.at(-1) ?? runner.child.warmMilliseconds;
  if (usual < briefMilliseconds) await runner.child.run(briefMilliseconds);
  const { steps, milliseconds, peakBytes } = await runner.child.run(pace.repetitionMilliseconds);
  runner.milliseconds.push(milliseconds / steps);
  runner.peakBytes = peakBytes;
  if (runner.milliseconds.length === 1) runner.repetitions = repetitionsFor(milliseconds, pace);
}

function measurementOf({ name }: Workload, { entry, child, milliseconds, peakBytes }: Runner): Measurement {
  const { guard, threads, versions, remark, firstMilliseconds } = child.loaded;
  const { startMilliseconds, readyMilliseconds } = child;
  return {
    workload: name,
    contender: entry.name,
    milliseconds,
    guard,
    threads,
    versions,
    ...(remark === undefined ? {} : { remark }),
    startMilliseconds,
    readyMilliseconds,
    firstMilliseconds,
    peakBytes,
  };
}

/** What one workload is measured with. */
export type Setting = {
  readonly workload: Workload;
  /** Where its numbers are. */
  readonly folder: string;
  readonly pace: Pace;
  readonly tell: (line: string) => void;
};

type Skip = ReturnType<typeof skipping>['skip'];

async function started(entries: readonly Entry[], { workload, folder, pace }: Setting, skip: Skip): Promise<Runner[]> {
  const patience = { warmupMilliseconds: pace.warmupMilliseconds, answerMilliseconds: pace.patienceMilliseconds };
  const runners: Runner[] = [];
  for (const entry of entries) {
    try {
      const child = await startChild(entry.command(workload), folder, patience);
      runners.push({ entry, child, milliseconds: [], peakBytes: 0, repetitions: pace.repetitions });
    } catch (error) {
      skip(entry, error);
    }
  }
  return runners;
}

/** Gives each its repetitions, one at a time in turn, and ends it. @returns those that came through */
async function rotated(runners: readonly Runner[], pace: Pace, skip: Skip): Promise<readonly Runner[]> {
  const failed = new Set<Runner>();
  try {
    for (let round = 0; round < pace.repetitions; round++) {
      for (const runner of runners.filter((one) => round < one.repetitions && !failed.has(one))) {
        await turn(runner, pace).catch((error: unknown) => {
          failed.add(runner);
          skip(runner.entry, error);
        });
      }
    }
  } finally {
    await Promise.all(runners.map(({ child }) => child.end()));
  }
  return runners.filter((runner) => !failed.has(runner));
}

/**
 * Measures contenders on a workload: each in a process of its own, all started first, then in turn, one repetition each time, while the
 * others are stopped. So a machine that slows down slows all. Who cannot take part is skipped with the reason.
 */
export async function measure(entries: readonly Entry[], setting: Setting): Promise<Outcome> {
  const { workload, pace, tell } = setting;
  const { skipped, skip } = skipping(workload, tell);
  const measurements: Measurement[] = [];
  for (const group of groupsThatFit(entries, workload.megabytes * 2 ** 20, freemem() * 0.8)) {
    const done = await rotated(await started(group, setting, skip), pace, skip);
    measurements.push(...done.map((runner) => measurementOf(workload, runner)));
  }
  return { measurements, skipped };
}
