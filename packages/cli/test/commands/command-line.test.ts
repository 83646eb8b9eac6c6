import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNamedEngine } from '../../src/experiment/engine.js';
import { readMetricsLog } from '../../src/runs/metrics-log.js';
import { startRun } from '../../src/runs/start-run.js';
import { described, glyphsPrototypical, sines } from '../support/configs.js';
import { innerloop } from '../support/innerloop.js';
import type { Ran } from '../support/innerloop.js';
import { temporaryFolder } from '../support/temporary.js';

const root = temporaryFolder();
const at = (...parts: readonly string[]): string => join(root, ...parts);
const inRoot = (...args: readonly string[]): Promise<Ran> => innerloop(args, { cwd: root });

/** Pictures of a class are all black, or all white. */
async function drawPictures(): Promise<void> {
  for (const [name, level] of Object.entries({ black: 0, white: 255, grey: 128 })) {
    mkdirSync(at('pictures', name), { recursive: true });
    const create = { width: 20, height: 20, channels: 3 as const, background: { r: level, g: level, b: level } };
    for (const file of ['1.png', '2.png'])
      await sharp({ create })
        .png()
        .toFile(at('pictures', name, file));
  }
}

beforeAll(async () => {
  await startNamedEngine('wasm');
  await startRun({ ...(await described(glyphsPrototypical)), out: at('glyphs') });
  // Compiled, an iteration takes a tenth of a millisecond: enough of them for a signal to find the run at work.
  const long = { ...sines, train: { iterations: 200_000, checkpointEvery: 200_000 } };
  writeFileSync(at('long.json'), JSON.stringify(long));
  await drawPictures();
}, 120_000);

/** Starts a command and sends it a signal once its run has a line of metrics. */
async function interrupted(run: string, signal: NodeJS.Signals, ...args: readonly string[]): Promise<Ran> {
  let [send, ended] = [(): unknown => undefined, false];
  const running = innerloop(args, { cwd: root, onStart: (child) => (send = () => child.kill(signal)) });
  void running.finally(() => (ended = true));
  const before = (await readMetricsLog(at(run, 'metrics.jsonl'))).length;
  while ((await readMetricsLog(at(run, 'metrics.jsonl'))).length === before && !ended) await sleep(20);
  send();
  return running;
}

describe.concurrent('innerloop', { timeout: 300_000 }, () => {
  it('without a command prints help, exit status included, from source too', async () => {
    const help = await inRoot();
    expect(await innerloop([], { cwd: root, fromSource: true })).toEqual(help);
    const { code, stdout, stderr } = help;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const words of ['train [options] <config>', 'Exit status:', '130']) expect(stdout).toContain(words);
  });

  it('saves at Ctrl-C and at SIGTERM, says how to go on, goes on there, and leaves a finished run alone', async () => {
    const first = await interrupted('runs/sines', 'SIGINT', 'train', 'long.json');
    expect(first).toMatchObject({ code: 130 });
    const [, saved = '0'] =
      /^Saved .* at iteration (\d+) of 200000\.\nGo on with: innerloop resume /.exec(first.stdout) ?? [];
    expect(Number(saved)).toBeGreaterThan(0);

    const run = join('runs', 'sines');
    const second = await interrupted(run, 'SIGTERM', 'resume', run);
    expect(second).toMatchObject({ code: 130 });
    const [, later = '0'] = /at iteration (\d+)/.exec(second.stdout) ?? [];
    expect(Number(later)).toBeGreaterThan(Number(saved));

    const config = { ...sines, train: { iterations: Number(later) } };
    writeFileSync(at(run, 'config.json'), JSON.stringify(config));
    const third = await inRoot('resume', run);
    expect(third).toMatchObject({ code: 0, stderr: '' });
    expect(third.stdout).toContain('is finished');
    expect(third.stdout).toContain('Nothing to do');
  });

  it('adapts to a folder of pictures and classifies another, as JSON a line a picture and one of all', async () => {
    const { code, stdout, stderr } = await inRoot(
      'adapt',
      'glyphs',
      '--support',
      'pictures',
      '--query',
      'pictures',
      '--json',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trim().split('\n');
    const told = lines
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { file: string; label: string; truth: string; probabilities: unknown[] });
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      pictures: 6,
      inference: 'inductive',
      accuracy: 1,
      right: 6,
      of: 6,
      unknown: 0,
      classes: ['black', 'grey', 'white'],
      confusions: [
        [2, 0, 0],
        [0, 2, 0],
        [0, 0, 2],
      ],
    });
    expect(told.map(({ file }) => file)).toEqual(
      ['black', 'grey', 'white'].flatMap((name) => [`${name}/1.png`, `${name}/2.png`]),
    );
    for (const { file, label, truth, probabilities } of told) {
      expect(file).toContain(label);
      expect(truth).toBe(label);
      expect(probabilities).toHaveLength(3);
    }
  });

  it('prints a line a picture, and on stderr the accuracy, the confusions and how was asked', async () => {
    const { stdout, stderr } = await inRoot('adapt', 'glyphs', '--support', 'pictures', '--query', 'pictures');
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    for (const line of lines) expect(line).toMatch(/^(black|grey|white)\/[12]\.png: \1 \(\1 /);
    expect(stderr).toContain('Accuracy: 100.0 % (6 of 6 pictures)');
    expect(stderr).toContain('6 pictures; each query answered alone (inductive)');
  });

  it('ends quietly, like other tools, when nobody reads what it prints', async () => {
    for (const args of [['schema'], ['adapt', 'glyphs', '--support', 'pictures', '--query', 'pictures']]) {
      const closed = await innerloop(args, { cwd: root, onStart: (child) => child.stdout?.destroy() });
      expect({ args, ...closed }).toEqual({ args, code: 141, stdout: '', stderr: '' });
    }
  });

  it('refuses a second process for a run that is being trained, and goes on after a kill -9', async () => {
    writeFileSync(
      at('other.json'),
      JSON.stringify({ ...sines, train: { iterations: 2_000_000, checkpointEvery: 2_000_000 } }),
    );
    const out = join('runs', 'locked');
    let kill = (): unknown => undefined;
    const args = ['train', 'other.json', '--out', out];
    const killed = innerloop(args, { cwd: root, onStart: (child) => (kill = () => child.kill('SIGKILL')) });
    while (!existsSync(at(out, 'train.lock'))) await sleep(20);
    const second = await inRoot('resume', out);
    expect(second).toMatchObject({ code: 3, stdout: '' });
    expect(second.stderr).toContain('is being trained by process');
    kill();
    expect(await killed).toMatchObject({ code: null });
    expect(existsSync(at(out, 'train.lock'))).toBe(true);
    writeFileSync(at(out, 'config.json'), JSON.stringify({ ...sines, train: { iterations: 2 } }));
    expect(await inRoot('resume', out)).toMatchObject({ code: 0 });
    expect(existsSync(at(out, 'train.lock'))).toBe(false);
  });

  it('evaluates in other ways than were trained where there is no head, and keeps that to itself', async () => {
    const { code, stdout } = await inRoot(
      'evaluate',
      'glyphs',
      '--ways',
      '4',
      '--shots',
      '2',
      '--episodes',
      '3',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ size: { ways: 4, shots: 2 }, episodes: 3, metric: 'accuracy' });
    expect(existsSync(at('glyphs', 'evaluation.json'))).toBe(false);
  });
});
