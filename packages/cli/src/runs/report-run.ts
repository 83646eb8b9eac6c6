import { formatValue, unitOf } from '@innerloop/evaluation';
import type { EvaluationResult, EvaluationRow } from '@innerloop/evaluation';
import { report } from '@innerloop/evaluation/report';
import type { Experiment as ReportExperiment, Section } from '@innerloop/evaluation/report';
import { stringify } from 'yaml';
import type { DataPlaces } from '../config/data-places.js';
import { evaluateExperiment } from './evaluate-run.js';
import type { EvaluationWatch } from './evaluate-run.js';
import { savedEvaluation } from './evaluation-file.js';
import { load } from './load.js';
import type { LoadOptions, TrainedRun } from './load.js';
import { picturesSection, sinesSection, trainingSection } from './report-sections.js';
import { openRun, runFolder } from './run-folder.js';
import type { About } from './run-folder.js';
import { writeOutput } from '../files/write-output.js';

/** A run and, to compare with, the run of a baseline on the same data. */
export interface ReportSubject {
  readonly run: string;
  readonly baseline?: string | undefined;
  /** Where the data of both are now, if not where their configurations say. */
  readonly data?: DataPlaces | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
}

/** Of a page, and who is told what while it is made. */
export interface ReportOptions extends Pick<LoadOptions, 'onMessage' | 'progress'> {
  readonly title: string;
  /** Where the page goes; default report.html in the first run's folder. */
  readonly out?: string;
  /** How evaluations that are not there yet are watched. */
  readonly watch?: EvaluationWatch;
}

/** The evaluation that `innerloop evaluate` left in the folder, or a new one as the configuration says. */
async function evaluationOf(run: TrainedRun, watch: EvaluationWatch): Promise<EvaluationResult> {
  return (await savedEvaluation(run)) ?? evaluateExperiment(run.experiment, run.params, {}, watch);
}

function whenOf({ steps, presentation }: EvaluationRow): string {
  if (presentation !== undefined) return ` at presentation ${presentation} of a class`;
  return steps === undefined ? '' : ` after ${steps} steps`;
}

function highlight(result: EvaluationResult): { readonly value: string; readonly label: string }[] {
  const best = result.rows.at(-1);
  if (best === undefined) return [];
  const { metric } = result;
  return [
    {
      value: `${formatValue(metric, best.mean)} ± ${formatValue(metric, best.ci95)} ${unitOf(metric)}`.trimEnd(),
      label: `${metric} on ${result.episodes} tasks${whenOf(best)}`,
    },
  ];
}

const factsOf = (about: About, run: TrainedRun): Record<string, string | number> => ({
  command: about.command,
  started: about.created,
  'meta-iterations': run.iteration,
  seed: run.experiment.training.seed,
  ...about.versions,
});

async function experimentSections(
  run: TrainedRun,
  baseline: TrainedRun | undefined,
  { about, config }: Awaited<ReturnType<typeof openRun>>,
  watch: EvaluationWatch,
): Promise<{ sections: readonly Section[]; result: EvaluationResult }> {
  const result = await evaluationOf(run, watch);
  const results = [
    { label: run.name, result },
    ...(baseline === undefined ? [] : [{ label: baseline.name, result: await evaluationOf(baseline, watch) }]),
  ];
  const { data, learner } = run.experiment;
  const shown: Section[] = [await trainingSection(run)];
  if (data.name === 'sinusoids' && 'trajectory' in learner) shown.unshift(await sinesSection(run, baseline));
  if (data.images !== undefined) shown.push(await picturesSection(run));
  if (result.rows.length > 1) shown.push({ kind: 'steps', results });
  return {
    result,
    sections: [
      ...shown,
      { kind: 'evaluation', results },
      ...(results.some((one) => one.result.calibration !== undefined)
        ? [{ kind: 'calibration' as const, results }]
        : []),
      { kind: 'configuration', text: stringify(config), facts: factsOf(about, run) },
    ],
  };
}

async function subjectOf(
  { run: path, baseline: other, data, title, description }: ReportSubject,
  { watch = {}, ...told }: Pick<ReportOptions, 'onMessage' | 'progress' | 'watch'>,
): Promise<ReportExperiment> {
  const opened = await openRun(path);
  const run = await load(path, { data, ...told });
  const baseline = other === undefined ? undefined : await load(other, { data, ...told });
  try {
    const { sections, result } = await experimentSections(run, baseline, opened, watch);
    return { title: title ?? run.name, description, highlights: highlight(result), sections };
  } finally {
    run.dispose();
    baseline?.dispose();
  }
}

/**
 * Draws runs as one self-contained page.
 *
 * @returns the page's path
 */
export async function reportRuns(
  subjects: readonly ReportSubject[],
  { title, out, ...told }: ReportOptions,
): Promise<string> {
  const experiments: ReportExperiment[] = [];
  for (const subject of subjects) experiments.push(await subjectOf(subject, told));
  const path = out ?? runFolder(subjects[0]?.run ?? '.').report;
  await writeOutput(path, await report({ title, experiments }));
  return path;
}
