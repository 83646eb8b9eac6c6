/**
 * `npm run demo`: meta-trains MAML on sine curves, beside a network that was pretrained on all of them, and on invented
 * glyphs, and draws both on one page. Everything here is what `innerloop train` and `innerloop report` do.
 */
import { wasm } from '@innerloop/backend-wasm';
import {
  aboutRun,
  createRun,
  evaluateExperiment,
  experimentOf,
  load,
  progressDisplay,
  readConfig,
  reportRuns,
  saveEvaluation,
  trainRun,
  withOverrides,
} from '@innerloop/cli';
import { useBackend } from '@innerloop/core';
import { formatEvaluation } from '@innerloop/evaluation';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Part {
  readonly name: string;
  /** Says over its figures what they are of. */
  readonly caption: string;
  readonly config: string;
  readonly settings: readonly string[];
  /** What the paper has for the same evaluation. */
  readonly published?: string;
}

const sines: Part = {
  name: 'sinusoid-maml',
  caption: 'Sine curves: MAML, trained to learn a new curve from a few points',
  config: 'sinusoid-maml.yaml',
  settings: ['train.validation.every=2500'],
  published: '0.67 after 1 step, 0.38 after 5, 0.35 after 10 (Finn et al. 2017, 70,000 iterations)',
};
/** The same network, trained on all sine curves at once: what fine-tuning starts from without meta-learning. */
const pretrained: Part = {
  name: 'pretrained',
  caption: 'Sine curves: a network trained on all curves at once, then fine-tuned by the same steps, for comparison',
  config: 'sinusoid-pretrained.yaml',
  settings: ['name=pretrained', 'train.iterations=25000', 'train.validation.every=5000'],
  published: '2.41 after 1 step, 2.23 after 5, 2.19 after 10 (same paper)',
};
const glyphs: Part = {
  name: 'glyphs-maml',
  caption: 'Glyphs: MAML, five characters of new alphabets, each seen once',
  config: 'glyphs-maml.yaml',
  settings: ['train.iterations=800'],
};

/** runs/demo, or the first of runs/demo-2, … that is not there yet. */
function freeFolder(): string {
  const names = ['demo', ...Array.from({ length: 99 }, (_, i) => `demo-${i + 2}`)];
  return join('runs', names.find((name) => !existsSync(join('runs', name))) ?? 'demo-101');
}

async function trainPart(root: string, { name, config, settings }: Part): Promise<string> {
  const file = fileURLToPath(new URL(`../${config}`, import.meta.url));
  const content = withOverrides(await readConfig(file), settings);
  const experiment = await experimentOf(content);
  const folder = await createRun(join(root, name), content, aboutRun({ ...experiment, name }));
  const display = progressDisplay({ label: name.padEnd(13) });
  const start = performance.now();
  await trainRun({
    experiment,
    folder,
    resume: false,
    onProgress: ({ iteration, iterations, loss, validating }) =>
      display.update(
        iteration,
        iterations,
        `loss ${loss.toFixed(2)}${validating === undefined ? '' : ` · validating ${validating.done}/${validating.episodes}`}`,
      ),
  });
  display.stop();
  console.log(`${name}: trained in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return folder.path;
}

/** Prints how a trained part does on tasks that it has not seen, and keeps it for the report. */
async function judge(path: string, { name, caption, published }: Part): Promise<void> {
  const run = await load(path);
  const display = progressDisplay({ label: `${name}, evaluated` });
  const onProgress = ({ done, episodes }: { readonly done: number; readonly episodes: number }): void =>
    display.update(done, episodes, '');
  const result = await evaluateExperiment(run.experiment, run.params, {}, { onProgress });
  display.stop();
  await saveEvaluation(run, result);
  console.log(`\n${caption}\n${formatEvaluation(result)}`);
  if (published !== undefined) console.log(`Published: ${published}.`);
  run.dispose();
}

const { message } = await useBackend(wasm());
if (message !== undefined) console.log(message);
const root = freeFolder();
console.log(`Training three networks into ${root}, one after the other; each says how much time is left.\n`);
const [maml, baseline, classifier] = [
  await trainPart(root, sines),
  await trainPart(root, pretrained),
  await trainPart(root, glyphs),
];
await judge(maml, sines);
await judge(baseline, pretrained);
await judge(classifier, glyphs);

console.log('\nDrawing the report.');
const page = await reportRuns(
  [
    {
      run: maml,
      baseline,
      title: 'Sine curves',
      description:
        'A task is a sine curve of its own amplitude and phase; five or ten points of it are shown. MAML was trained to learn a curve in one gradient step from ten points; the pretrained network was trained on all curves at once.',
    },
    {
      run: classifier,
      title: 'Glyphs',
      description:
        'A task is five characters of alphabets that were never seen in training, each shown once. MAML adapts a convolutional network to them in a few gradient steps.',
    },
  ],
  { title: 'innerloop demo', out: join(root, 'report.html') },
);
console.log(`\nOpen ${page} in a browser.`);
