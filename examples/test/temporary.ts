import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { frameOf } from '../experiment/frame.js';
import type { Frame } from '../experiment/experiment.js';
import type { Settings } from '../experiment/settings.js';

/** Whether experiments run whole: beside `npm test`, which has what is quick of them. */
export const whole = process.env['WHOLE'] === '1';

const folders: string[] = [];
afterAll(async () => {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
});

/** A frame that writes into a folder of its own, and shows nothing. */
export async function quietFrame(name: string, settings: Partial<Settings> = {}): Promise<Frame> {
  const out = await mkdtemp(join(tmpdir(), 'innerloop-experiment-'));
  folders.push(out);
  const silent = { update: () => undefined, stop: () => undefined };
  return { ...frameOf(name, { data: '/nowhere', out, ...settings }), progress: () => silent };
}
