import type { Command } from 'commander';
import { openExperiment } from '../runs/open-experiment.js';
import type { EvaluationWatch } from '../runs/evaluate-run.js';
import { reportRuns } from '../runs/report-run.js';
import { dataPlaces } from '../config/data-places.js';
import { dataOption } from '../terminal/data-option.js';
import type { DataFlags } from '../terminal/data-option.js';
import { buildOptions, startEngine } from '../terminal/engine.js';
import { progressDisplay } from '../terminal/progress.js';

interface ReportFlags extends DataFlags {
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
    .addOption(dataOption())
    .option('--out <file>', 'the page (default: report.html in the run folder)')
    .action(async (run: string, { baseline, data, out }: ReportFlags, command: Command) => {
      const { experiment } = await openExperiment(run);
      await startEngine(command, experiment.engine);
      const subject = { run, baseline, data: dataPlaces(data) };
      const display = progressDisplay({ label: 'evaluate', subject: run });
      const watch: EvaluationWatch = { onProgress: ({ done, episodes }) => display.update(done, episodes, '') };
      try {
        const where = out === undefined ? {} : { out };
        const path = await reportRuns([subject], { title: run, watch, ...buildOptions(), ...where });
        display.stop();
        process.stdout.write(`${path}\n`);
      } finally {
        display.stop();
      }
    });
