import type { Command } from 'commander';
import { openExperiment } from '../runs/open-experiment.js';
import { reportRuns } from '../runs/report-run.js';
import { startEngine } from '../terminal/engine.js';

interface ReportFlags {
  readonly baseline?: string;
  readonly out?: string;
}

/** `innerloop report RUN` */
export const reportCommand = (program: Command): Command =>
  program
    .command('report')
    .summary('draw a run as one HTML page: curves, pictures, figures, configuration')
    .argument('<run>', 'run folder')
    .option('--baseline <run>', 'a run on the same data to compare with')
    .option('--out <file>', 'the page (default: report.html in the run folder)')
    .action(async (run: string, { baseline, out }: ReportFlags, command: Command) => {
      const { experiment } = await openExperiment(run);
      await startEngine(command, experiment.engine);
      const path = await reportRuns([{ run, baseline }], { title: run, ...(out === undefined ? {} : { out }) });
      process.stdout.write(`${path}\n`);
    });
