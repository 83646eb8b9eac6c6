import { zipSync } from 'fflate';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { png } from '../fixtures.js';

interface Outcome {
  readonly threads: number;
  readonly workers: number;
  readonly digest: string;
  readonly skipped: readonly string[];
  readonly refused: string;
  readonly rising: boolean;
  readonly last: number;
}

const folder = mkdtempSync(join(tmpdir(), 'innerloop-threads-'));
const program = fileURLToPath(new URL('threads-program.ts', import.meta.url));
let outcomes: readonly Outcome[];

beforeAll(async () => {
  // Few pictures, many times: more than a worker is started for. Two are damaged, one is of a size that resampling has to bring down.
  const pictures = await Promise.all([...Array(8).keys()].map((grey) => png(30 * grey, grey + 4)));
  const entries = Array.from({ length: 2300 }, (_, at): [string, Uint8Array] => [
    `c/${String(at).padStart(4, '0')}.png`,
    at === 70 || at === 2299 ? Uint8Array.of(1, 2, 3) : (pictures[(at * 7) % 8] as Uint8Array),
  ]);
  const archive = join(folder, 'pictures.zip');
  writeFileSync(archive, zipSync(Object.fromEntries(entries), { level: 1 }));
  const options = { encoding: 'utf8', cwd: fileURLToPath(new URL('../../../../..', import.meta.url)) } as const;
  const tsx = ['--import', 'tsx', '--conditions=@innerloop/source'];
  const { stdout, stderr } = spawnSync(process.execPath, [...tsx, program, archive], options);
  if (stdout === '') throw new Error(stderr);
  outcomes = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

it('decodes many small pictures to the same bytes with one thread and with two, and ends by itself', () => {
  const [one, two] = outcomes as [Outcome, Outcome];
  expect([one.workers, two.workers]).toEqual([0, 2]); // two runs of one worker each
  expect(two.digest).toBe(one.digest);
});

it('tells damaged files by name, whoever met them', () => {
  for (const { skipped, refused } of outcomes) {
    expect(skipped.map((name) => name.slice(-8))).toEqual(['0070.png', '2299.png']);
    expect(refused).toMatch(/test: 2 of 2300 images are damaged.*\n.*0070\.png: .+\n.*2299\.png: .+/);
  }
  expect(outcomes[1]?.refused).toBe(outcomes[0]?.refused);
});

it('tells progress that never falls, up to the last picture', () => {
  expect(outcomes.map(({ rising, last }) => [rising, last])).toEqual([
    [true, 2300],
    [true, 2300],
  ]);
});
