/** Ours and every peer that is found, on the same machine, in turn: `npm run benchmark -- --help` */
import { drawPicture } from '@innerloop/evaluation/report';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contenders } from './contenders/registry.js';
import type { RunRecord } from './driver/record.js';
import { run } from './driver/run.js';
import { optionsOf, usage } from './options.js';
import type { Options } from './options.js';
import { appendHistory, writeWhole } from './report/files.js';
import { growthPicture } from './report/growth-picture.js';
import { growthSection, seriesOf } from './report/growth.js';
import { report } from './report/table.js';
import type { Catalogue } from './workloads/catalogue.js';
import { readCatalogue } from './workloads/catalogue.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const tell = (line: string): void => console.log(line);

const pictureOf = (axis: string): string => `./growth-${axis}.svg`;

async function write(record: RunRecord, catalogue: Catalogue, folder: string): Promise<void> {
  const series = seriesOf(record.measurements);
  for (const { name, label, note } of catalogue.growth.axes) {
    const along = series.filter(({ axis }) => axis === name);
    if (along.length === 0) continue;
    const title = note === undefined ? label : `${label} (${note})`;
    writeWhole(join(folder, pictureOf(name)), await drawPicture(growthPicture(along, title)));
  }
  writeWhole(join(folder, 'measured.md'), report(record, growthSection(series, pictureOf)));
}

function list({ workloads }: Options): void {
  tell('Workloads of this selection:');
  workloads.forEach(({ name }) => tell(`  ${name}`));
  tell('Contenders:');
  contenders.forEach(({ name, label }) => tell(`  ${name.padEnd(20)} ${label}`));
}

async function main(args: readonly string[]): Promise<void> {
  const catalogue = readCatalogue();
  const options = optionsOf(args, catalogue);
  if (options.help) {
    tell(usage);
    return;
  }
  if (options.list) {
    list(options);
    return;
  }
  // What is measured is kept workload by workload: a run that is ended early leaves the table of those before.
  const partial = here('../../runs/benchmarks');
  const record = await run(options, tell, (soFar) => write(soFar, catalogue, partial));
  const folder = options.out ?? here(options.complete ? '../../docs/benchmarks' : '../../runs/benchmarks');
  await write(record, catalogue, folder);
  if (options.complete) appendHistory(here('../history/runs.jsonl'), record);
  tell(`${Math.round(record.seconds)} s. ${relative(process.cwd(), join(folder, 'measured.md'))}`);
}

process.on('SIGHUP', () => process.exit(129));
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
