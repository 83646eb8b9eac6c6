import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from './command.js';
import { tarballs } from './packed.js';

/** What a package.json's `type` says. */
export type ModuleSystem = 'module' | 'commonjs';

/** TensorFlow.js, the peers of the testkit, and Node's types, which a program of one's own would have. */
const beside = ['@tensorflow/tfjs-core@4.22.0', 'fast-check@4.10.2', 'vitest@4.1.12', '@types/node@20.19.25'];

/** No private condition: TypeScript sees what is published, in the module system of package.json. */
export const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023', 'DOM'],
  module: 'NodeNext',
  strict: true,
  skipLibCheck: true,
  types: ['node'],
};

async function makeProject(type: ModuleSystem): Promise<string> {
  const project = mkdtempSync(join(tmpdir(), `innerloop-${type}-`));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: `consumer-${type}`, private: true, type }));
  const install = ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await command([...install, ...(await tarballs()).values(), ...beside], { cwd: project });
  return project;
}

const projects = new Map<ModuleSystem, Promise<string>>();

/** An empty project outside the repository into which all packed packages were installed, made once. */
export function strangerProject(type: ModuleSystem): Promise<string> {
  const project = projects.get(type) ?? makeProject(type);
  projects.set(type, project);
  return project;
}

/** Runs a program there. */
export async function runIn(type: ModuleSystem, line: readonly string[]): Promise<string> {
  return command(line, { cwd: await strangerProject(type) });
}

/** Type-checks and compiles files of the project. */
export async function compileIn(type: ModuleSystem, files: readonly string[]): Promise<void> {
  const settings = { compilerOptions, files };
  writeFileSync(join(await strangerProject(type), 'tsconfig.json'), JSON.stringify(settings));
  await runIn(type, ['tsc', '-p', '.']);
}
