import type { InnerLearner } from '@innerloop/core';
import { formatValue, pictureEpisodes, sineCurves } from '@innerloop/evaluation';
import type { EvaluationResult } from '@innerloop/evaluation';
import { report } from '@innerloop/evaluation/report';
import type { Experiment as ReportExperiment, Section } from '@innerloop/evaluation/report';
import { stringify } from 'yaml';
import { evaluateExperiment, evaluationTasks } from './evaluate-run.js';
import { savedEvaluation } from './evaluation-file.js';
import { load } from './load.js';
import type { TrainedRun } from './load.js';
import { readMetricsLog } from './metrics-log.js';
import { openRun, runFolder } from './run-folder.js';
import type { About, RunFolder } from './run-folder.js';
import { writeOutput } from '../files/write-output.js';

/** A run and, to compare with, the run of a baseline on the same data. */
export interface ReportSubject {
  readonly run: string;
  readonly baseline?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
}

/** The evaluation that `innerloop evaluate` left in the folder, or a new one as the configuration says. */
async function evaluationOf(run: TrainedRun): Promise<EvaluationResult> {
  return (await savedEvaluation(run)) ?? evaluateExperiment(run.experiment, run.params);
}

async function trainingSection(folder: RunFolder, { experiment }: TrainedRun): Promise<Section> {
  const lines = await readMetricsLog(folder.metrics);
  const validated = lines.flatMap(({ iteration, validation }) => (validation === undefined ? [] : [{ iteration, value: validation }]));
  const { metric, training } = experiment;
  return {
    kind: 'training',
    losses: lines.map(({ iteration, loss }) => ({ iteration, value: loss })),
    ...(validated.length === 0
      ? {}
      : {
          validation: {
            metric: metric.name,
            better: metric.better,
            values: validated,
            note: `${training.validation?.episodes} tasks of the ${training.validation?.split} split`,
          },
        }),
  };
}

/** The picture of MAML's paper: the same sine tasks, learned from 5 and from 10 points, by the run and by the baseline. */
async function sinesSection(run: TrainedRun, baseline: TrainedRun | undefined): Promise<Section> {
  const subjects = [
    { subject: run, label: run.name },
    ...(baseline === undefined ? [] : [{ subject: baseline, label: baseline.name }]),
  ];
  const panels = await Promise.all(
    [5, 10].flatMap((shots) =>
      subjects.map(({ subject, label }) =>
        sineCurves({
          learner: subject.learner as InnerLearner,
          params: subject.params,
          seed: 4,
          shots,
          amplitude: 3.6,
          phase: 1.2,
          label: `${label}, K = ${shots}`,
        }),
      ),
    ),
  );
  return { kind: 'sines', panels };
}

async function picturesSection({ experiment, learner, params }: TrainedRun): Promise<Section> {
  const tasks = await evaluationTasks(experiment);
  // The kind of the data says that targets are class labels.
  const pictures = { learner: learner as unknown as InnerLearner, tasks: tasks as never, params, seed: 1, episodes: 3 };
  return { kind: 'episodes', episodes: await pictureEpisodes(pictures) };
}

function highlight(result: EvaluationResult): { readonly value: string; readonly label: string }[] {
  const best = result.rows.at(-1);
  if (best === undefined) return [];
  const { metric } = result;
  return [
    {
      value: `${formatValue(metric, best.mean)} ± ${formatValue(metric, best.ci95)}`,
      label: `${metric} on ${result.episodes} tasks${best.steps === undefined ? '' : ` after ${best.steps} steps`}`,
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
  { folder, about, config }: Awaited<ReturnType<typeof openRun>>,
): Promise<{ sections: readonly Section[]; result: EvaluationResult }> {
  const result = await evaluationOf(run);
  const results = [
    { label: run.name, result },
    ...(baseline === undefined
      ? []
      : [{ label: baseline.name, result: await evaluateExperiment(baseline.experiment, baseline.params) }]),
  ];
  const { data, learner } = run.experiment;
  const shown: Section[] = [await trainingSection(folder, run)];
  if (data.name === 'sinusoids' && 'trajectory' in learner) shown.unshift(await sinesSection(run, baseline));
  if (data.images !== undefined) shown.push(await picturesSection(run));
  if (result.rows.length > 1) shown.push({ kind: 'steps', results });
  return {
    result,
    sections: [
      ...shown,
      { kind: 'evaluation', results },
      { kind: 'configuration', text: stringify(config), facts: factsOf(about, run) },
    ],
  };
}

async function subjectOf({ run: path, baseline: other, title, description }: ReportSubject): Promise<ReportExperiment> {
  const opened = await openRun(path);
  const run = await load(path);
  const baseline = other === undefined ? undefined : await load(other);
  try {
    const { sections, result } = await experimentSections(run, baseline, opened);
    return { title: title ?? run.name, description, highlights: highlight(result), sections };
  } finally {
    run.dispose();
    baseline?.dispose();
  }
}

/**
 * Draws runs as one self-contained page.
 *
 * @param out  where the page goes; default report.html in the first run's folder
 * @returns the page's path
 */
export async function reportRuns(subjects: readonly ReportSubject[], options: { readonly title: string; readonly out?: string }): Promise<string> {
  const experiments: ReportExperiment[] = [];
  for (const subject of subjects) experiments.push(await subjectOf(subject));
  const path = options.out ?? runFolder(subjects[0]?.run ?? '.').report;
  await writeOutput(path, await report({ title: options.title, experiments }));
  return path;
}
