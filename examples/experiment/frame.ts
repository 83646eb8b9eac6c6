import { progressDisplay, writeJson, writeOutput } from '@innerloop/cli';
import { drawPicture } from '@innerloop/evaluation/report';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Frame } from './experiment.js';
import type { Settings } from './settings.js';

const machine = (): string =>
  `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} cores, Node ${process.version}, wasm`;

/** Six digits of a number are more than any experiment knows, and leave a file that can be read. */
const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, each: unknown) =>
    typeof each === 'number' && !Number.isInteger(each) ? Number(each.toPrecision(6)) : each,
  ) as unknown;

/** The command that repeats a run with these settings: folders and parts are left to whoever types it. */
function commandOf(name: string, { iterations, episodes, seeds }: Settings): string {
  const given = { iterations, episodes, seeds: seeds?.join(',') };
  const options = Object.entries(given).flatMap(([option, value]) =>
    value === undefined ? [] : [`--${option} ${String(value)}`],
  );
  return ['npm run experiment --', name, ...options].join(' ');
}

/** The frame of an experiment: progress on the terminal, results as whole files below `settings.out`. */
export function frameOf(name: string, settings: Settings): Frame {
  const place = async (folder: string, file: string): Promise<string> => {
    const path = join(settings.out, folder, file);
    await mkdir(dirname(path), { recursive: true });
    return path;
  };
  const told = (path: string): void => console.log(relative(process.cwd(), path));
  return {
    settings,
    command: commandOf(name, settings),
    machine: machine(),
    progress: (label) => progressDisplay({ label }),
    readResult: async (file) => {
      const path = join(settings.out, 'results', `${file}.json`);
      return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as unknown) : undefined;
    },
    writeResult: async (file, value) => writeJson(await place('results', `${file}.json`), rounded(value)),
    writePage: async (file, text) => {
      const path = await place('results', `${file}.md`);
      await writeOutput(path, text);
      told(path);
    },
    writePicture: async (file, picture) => {
      const path = await place('images', `${file}.svg`);
      await writeOutput(path, await drawPicture(picture));
      told(path);
    },
  };
}
