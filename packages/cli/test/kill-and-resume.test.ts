import { seed } from '@innerloop/core';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readMetricsLog } from '../src/runs/metrics-log.js';
import { glyphsPrototypical, sines } from './support/configs.js';
import type { Settings } from './support/configs.js';
import { innerloop } from './support/innerloop.js';
import type { Ran } from './support/innerloop.js';
import { temporaryFolder } from './support/temporary.js';

const KILLS = 4;
const root = temporaryFolder();

const halves = (run: string): readonly string[] => {
  const folder = join(run, 'checkpoints');
  return existsSync(folder) ? readdirSync(folder).filter((name) => /^last\.safetensors\.\d+$/.test(name)) : [];
};
const bytesLogged = (run: string): number => statSync(join(run, 'metrics.jsonl'), { throwIfNoEntry: false })?.size ?? 0;

/** Runs a command and kills it a while after it has gone on with its work. */
async function killedAtSomeMoment(args: readonly string[], run: string, delay: number): Promise<Ran> {
  const before = bytesLogged(run);
  let [kill, ended] = [(): unknown => undefined, false];
  const running = innerloop(args, { onStart: (child) => (kill = () => child.kill('SIGKILL')) });
  void running.finally(() => (ended = true));
  while (bytesLogged(run) === before && !ended) await sleep(2);
  await sleep(delay);
  kill();
  return running;
}

/** Trains a configuration, killed again and again, every other time in the middle of writing a checkpoint, and resumed. */
async function trainUnderFire(config: string, run: string): Promise<void> {
  const random = seed(3).fold(run.length).numbers();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const args = kill === 0 ? ['train', config, '--out', run] : ['resume', run];
    const inWrite = kill % 2 === 1;
    const env = { KILL_AT_WRITE: String(1 + Math.floor(5 * random())) };
    const ran = inWrite
      ? await innerloop(args, { preload: 'kill-in-write.mjs', env })
      : await killedAtSomeMoment(args, run, Math.floor(30 * random()));
    expect(ran).toMatchObject({ code: null, stdout: '' });
    if (inWrite) expect(halves(run)).toHaveLength(1);
  }
  const last = await innerloop(['resume', run]);
  expect(last.code).toBe(0);
  expect(last.stdout).toContain('Trained');
}

it.concurrent.each<[name: string, settings: Settings]>([
  [
    'MAML with Adam',
    { ...sines, train: { iterations: 150, checkpointEvery: 1, validation: { every: 50, episodes: 4 } } },
  ],
  [
    'a prototypical network with running statistics',
    { ...glyphsPrototypical, train: { iterations: 120, checkpointEvery: 2, metaBatch: 2 } },
  ],
])(
  '%s, killed again and again and resumed, ends with the bytes of an uninterrupted run',
  async (name, settings) => {
    const [config, run, whole] = [`${name}.json`, `${name} killed`, `${name} whole`].map((file) =>
      join(root, file),
    ) as [string, string, string];
    writeFileSync(config, JSON.stringify(settings));
    expect((await innerloop(['train', config, '--out', whole])).code).toBe(0);
    await trainUnderFire(config, run);

    const bytes = (folder: string): Buffer => readFileSync(join(folder, 'checkpoints', 'last.safetensors'));
    expect(bytes(run).equals(bytes(whole))).toBe(true);
    expect(halves(run)).toEqual([]);
    const { iterations } = settings['train'] as { iterations: number };
    const logged = (await readMetricsLog(join(run, 'metrics.jsonl'))).map(({ iteration }) => iteration);
    expect(logged).toEqual(Array.from({ length: iterations }, (_, i) => i + 1));
    expect(readFileSync(join(run, 'metrics.jsonl'), 'utf8').split('\n')).toHaveLength(iterations + 1);
  },
  600_000,
);
