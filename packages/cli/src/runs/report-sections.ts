import type { InnerLearner } from '@innerloop/core';
import { pictureEpisodes, sineCurves } from '@innerloop/evaluation';
import type { Section } from '@innerloop/evaluation/report';
import { evaluationTasks } from './evaluate-run.js';
import type { TrainedRun } from './load.js';
import { readMetricsLog } from './metrics-log.js';

/** Loss and validation as training went. */
export async function trainingSection({ experiment, folder }: TrainedRun): Promise<Section> {
  const lines = await readMetricsLog(folder.metrics);
  const validated = lines.flatMap(({ iteration, validation }) =>
    validation === undefined ? [] : [{ iteration, value: validation }],
  );
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
export async function sinesSection(run: TrainedRun, baseline: TrainedRun | undefined): Promise<Section> {
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

/** A few episodes as pictures, with what is predicted of them. */
export async function picturesSection({ experiment, learner, params }: TrainedRun): Promise<Section> {
  const tasks = await evaluationTasks(experiment);
  // The kind of the data says that targets are class labels.
  const pictures = { learner: learner as unknown as InnerLearner, tasks: tasks as never, params, seed: 1, episodes: 3 };
  return { kind: 'episodes', episodes: await pictureEpisodes(pictures) };
}
