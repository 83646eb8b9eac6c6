import type { EvaluationResult } from '@innerloop/evaluation';
import { readFile } from 'node:fs/promises';
import type { TrainedRun } from './load.js';
import { writeJson } from '../files/write-output.js';

/** Keeps the evaluation of a run's last checkpoint, as its configuration says, in the run's folder. */
export const saveEvaluation = ({ folder, iteration }: TrainedRun, result: EvaluationResult): Promise<void> =>
  writeJson(folder.evaluation, { iteration, ...result });

/** The evaluation that is kept in a run's folder, if it is one of these parameters: training may have gone on since. */
export async function savedEvaluation({ folder, iteration }: TrainedRun): Promise<EvaluationResult | undefined> {
  try {
    const saved = JSON.parse(await readFile(folder.evaluation, 'utf8')) as EvaluationResult & { iteration: number };
    return saved.iteration === iteration ? saved : undefined;
  } catch {
    return undefined;
  }
}
