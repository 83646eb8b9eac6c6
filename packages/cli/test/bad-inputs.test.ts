import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { startNamedEngine } from '../src/experiment/engine.js';
import { startRun } from '../src/runs/start-run.js';
import { described, glyphsMaml, glyphsPrototypical, sines } from './support/configs.js';
import type { Settings } from './support/configs.js';
import { inProcess } from './support/in-process.js';
import { innerloop } from './support/innerloop.js';
import type { Ran, RunOptions } from './support/innerloop.js';
import { temporaryFolder } from './support/temporary.js';

const root = temporaryFolder();
const at = (...parts: readonly string[]): string => join(root, ...parts);

/** A command line, what it must exit with, and words of its message. */
interface Case extends RunOptions {
  readonly args: readonly string[];
  readonly code: number;
  readonly says: readonly string[];
}

const image = (data: Settings): Settings => ({
  ...glyphsPrototypical,
  name: 'images',
  data: { use: 'images', size: 16, channels: 1, ways: 2, shots: 1, queries: 1, cache: false, ...data },
});

const cases: Readonly<Record<string, Case>> = {
  'a command that does not exist': {
    args: ['trian'],
    code: 2,
    says: ["unknown command 'trian'", 'Did you mean train?'],
  },
  'a configuration that does not exist': { args: ['train', 'no.yaml'], code: 2, says: ['no.yaml', 'no such file'] },
  'YAML that is not well-formed': { args: ['train', 'broken.yaml'], code: 2, says: ['broken.yaml', 'line 2'] },
  'an unknown key': {
    args: ['train', 'sines.json', '--set', 'train.iteration=3'],
    code: 2,
    says: ['train.iteration: unknown option', "Did you mean 'iterations'?"],
  },
  'a negative rate': {
    args: ['train', 'sines.json', '--set', 'learner.rule.learningRate=-1'],
    code: 2,
    says: ['learner.rule.learningRate: expected', 'received -1'],
  },
  '__proto__ as a key of a file': {
    args: ['train', 'proto.json'],
    code: 2,
    says: ['data.__proto__: this key is refused'],
  },
  '__proto__ as a key of --set': {
    args: ['train', 'sines.json', '--set', 'data.__proto__.x=1'],
    code: 2,
    says: ["'__proto__' cannot be a key"],
  },
  'a plugin that does not exist': {
    args: ['train', 'sines.json', '--set', 'plugins=[innerloop-nothing]'],
    code: 2,
    says: ["cannot load 'innerloop-nothing' (it is not found)", 'Install it'],
  },
  'data that are missing': {
    args: ['train', 'images.json', '--set', 'data.path=nowhere'],
    code: 3,
    says: ["'nowhere' cannot be read (no such file or folder)"],
  },
  'a truncated archive': {
    args: ['train', 'images.json', '--set', 'data.path=torn.zip'],
    code: 3,
    says: ["'torn.zip' is not a whole zip archive", 'copy it again'],
  },
  'a damaged picture': {
    args: ['train', 'images.json', '--set', 'data.path=damaged'],
    code: 3,
    says: ['1 of 10 images are damaged', join('damaged', 'b', '1.png')],
  },
  'a class with too few pictures': {
    args: ['train', 'images.json', '--set', 'data.path=pictures', '--set', 'data.queries=4'],
    code: 2,
    says: ['has 0 classes with at least 5 examples', 'Lower ways, or shots + queries', 'has 2'],
  },
  'more ways than classes': {
    args: ['train', 'images.json', '--set', 'data.path=pictures', '--set', 'data.ways=50'],
    code: 2,
    says: ['ways is 50', 'Lower ways'],
  },
  'a folder that cannot be made': {
    args: ['train', 'sines.json', '--out', join('sines.json', 'run')],
    code: 2,
    says: ['cannot create the run folder', '--out'],
  },
  'a folder that cannot be made below /proc': {
    args: ['train', 'sines.json', '--out', '/proc/nothing/run'],
    code: 2,
    says: ['cannot create the run folder', '--out'],
  },
  'a folder that is not empty': {
    args: ['train', 'sines.json', '--out', 'sines'],
    code: 2,
    says: ['sines is not empty', 'innerloop resume sines'],
  },
  'rates that diverge': {
    args: ['train', 'sines.json', '--set', 'optimizer.learningRate=1e30', '--out', 'diverged'],
    code: 4,
    says: ['at iteration', 'Lower the learning rates'],
  },
  'adaptation that diverges in validation': {
    args: [
      ...['train', 'sines.json', '--set', 'learner.rule.learningRate=10', '--set', 'learner.testSteps=400'],
      ...['--set', 'optimizer.learningRate=0.0001', '--out', 'diverged-later'],
    ],
    code: 4,
    says: ['validation at iteration 3', 'diverged'],
  },
  'adaptation that diverges in evaluation': { args: ['evaluate', 'hot', '--json'], code: 4, says: ['diverged'] },
  'adaptation that diverges on own pictures': {
    args: ['adapt', 'hot', '--support', 'three', '--query', 'three', '--json'],
    code: 4,
    says: ['are not finite', 'Lower the inner rate'],
  },
  'a setting of a trained run that its parameters do not survive': {
    args: ['evaluate', 'prototypical', '--set', 'learner.model.filters=8'],
    code: 2,
    says: ["'learner.model.filters' cannot be changed here", 'Train another run'],
  },
  'a disk that is full at a checkpoint': {
    args: ['train', 'sines.json', '--out', 'full'],
    preload: 'full-disk.mjs',
    env: { DISK_BYTES: '1300' },
    code: 3,
    says: ['could not write', 'last.safetensors', 'no space left', 'make room'],
  },
  'a disk that is full at the log': {
    args: ['train', 'sines.json', '--out', 'full-log', '--set', 'train={ iterations: 200, checkpointEvery: 200 }'],
    preload: 'full-disk.mjs',
    env: { DISK_BYTES: '3000' },
    code: 3,
    says: ['could not write', 'metrics.jsonl', 'no space left', 'make room'],
  },
  'a folder that is no run': { args: ['resume', 'pictures'], code: 3, says: ['pictures is no run folder'] },
  'a truncated checkpoint': { args: ['resume', 'truncated'], code: 3, says: ['last.safetensors is damaged'] },
  'a checkpoint of another model': {
    args: ['evaluate', 'other-model'],
    code: 3,
    says: ['the checkpoint belongs to another model'],
  },
  'steps of a learner without any': {
    args: ['evaluate', 'prototypical', '--steps', '0,1'],
    code: 2,
    says: ["'prototypical' does not adapt in steps", 'Leave steps out'],
  },
  'other ways than a head was trained for': {
    args: ['evaluate', 'maml', '--ways', '4'],
    code: 2,
    says: ['a head for 3 classes', 'Evaluate with ways 3 for all tasks, or train for 4 ways'],
  },
  'other classes to adapt to than a head was trained for': {
    args: ['adapt', 'maml', '--support', 'pictures', '--query', 'pictures'],
    code: 3,
    says: ['tells 3 classes apart, but the examples have 6', 'Give examples of 3 classes'],
  },
};

/** Six classes of two pictures each, or five with one of them damaged. */
async function drawPictures(folder: string, classes: string): Promise<void> {
  for (const [index, name] of Array.from(classes).entries()) {
    mkdirSync(at(folder, name), { recursive: true });
    const create = { width: 16, height: 16, channels: 3 as const, background: { r: 40 * index, g: 0, b: 0 } };
    for (const file of ['1.png', '2.png'])
      await sharp({ create })
        .png()
        .toFile(at(folder, name, file));
  }
}

async function trained(name: string, config: Settings): Promise<void> {
  await startRun({ ...(await described(config)), out: at(name) });
}

const ran = new Map<string, Ran>();

beforeAll(async () => {
  writeFileSync(at('sines.json'), JSON.stringify(sines));
  writeFileSync(at('images.json'), JSON.stringify(image({ split: { train: 1, validation: 0, test: 0 } })));
  writeFileSync(at('broken.yaml'), 'name: [a\nlearner: b\n');
  writeFileSync(at('proto.json'), '{ "data": { "__proto__": { "use": "sinusoids" } } }');
  writeFileSync(at('torn.zip'), Buffer.from('504b0304140000000800', 'hex'));
  await drawPictures('pictures', 'abcdef');
  await drawPictures('damaged', 'abcde');
  truncateSync(at('damaged', 'b', '1.png'), 40);

  await startNamedEngine('wasm');
  await trained('sines', sines);
  await trained('maml', glyphsMaml);
  await trained('prototypical', glyphsPrototypical);
  await drawPictures('three', 'abc');
  await cp(at('maml'), at('hot'), { recursive: true });
  const hot = readFileSync(at('hot', 'config.json'), 'utf8').replace('"learningRate": 0.1', '"learningRate": 1e30');
  writeFileSync(at('hot', 'config.json'), hot);
  await cp(at('sines'), at('truncated'), { recursive: true });
  const checkpoint = at('truncated', 'checkpoints', 'last.safetensors');
  truncateSync(checkpoint, Math.floor(readFileSync(checkpoint).length / 2));
  await cp(at('sines'), at('other-model'), { recursive: true });
  writeFileSync(at('other-model', 'config.json'), JSON.stringify(sines).replace('"hidden":[8]', '"hidden":[9]'));

  const ended = new Set<number>();
  for (const [name, { args, env, preload, code }] of Object.entries(cases)) {
    // A process ends with the status: once for each, and where a module must come before the command.
    const process = preload !== undefined || !ended.has(code);
    ran.set(name, process ? await innerloop(args, { env, preload, cwd: root }) : await inProcess(args, root));
    ended.add(code);
  }
}, 600_000);

it.each(Object.entries(cases))(
  'says what is wrong with %s, without a stack, and exits with its status',
  (name, wanted) => {
    const { code, stdout, stderr } = ran.get(name) as Ran;
    for (const words of wanted.says) expect(stderr).toContain(words);
    expect(stderr).toMatch(/^error: /m);
    expect(stderr).not.toMatch(/\n\s+at |node:internal|unexpected error/);
    expect({ code, stdout }).toEqual({ code: wanted.code, stdout: '' });
  },
);
