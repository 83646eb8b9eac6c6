import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.js';
import { CheckFailure, expectNone } from './check.js';
import { command, root } from './command.js';

/** Where people read which commands to type. */
const documents = ['README.md', 'CONTRIBUTING.md', 'docs/getting-started.md', 'docs/plugins.md'];

/** Printed commands that are not run here, and why. */
const leftOut: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^npm install$/, 'the clean install is it'],
  [/^npm install @innerloop\//, 'of published packages: the checks of strangers install them'],
  [/^npm (test|run test:(matrix|times))$/, 'the tests are it'],
  [/^npm run (types|lint|format|build|docs|mutants)$/, 'a check of its own'],
  [/^npm run test:(matrix -- -t|changed)/, 'the matrix is run whole'],
  [/^npm run demo$/, 'trains for minutes: its parts have tests'],
  [/^npm run (ci|format:write|version-packages|setup:native)$/, 'runs the checks, or writes in the clone'],
  [/^npm run (experiment|benchmark)/, 'trains for hours: experiments have tests'],
  [/^npx changeset$/, 'asks questions'],
  [/^npx nx (graph|affected)|^npm run dev|^npx vitest --project/, 'opens a browser, runs all, or watches'],
  [/^npx nx generate|-w @innerloop\/my-learner$/, 'the check of the plugin generator runs them'],
  [
    /^npx innerloop (train|evaluate|report|adapt|resume|init)/,
    'trains, or needs data: the tests of the command run it',
  ],
];

const reasonFor = (line: string): string | undefined => leftOut.find(([pattern]) => pattern.test(line))?.[1];

/** Lines of shell blocks, and code in the first column of tables, one command each. */
function commandsOf(document: string): readonly string[] {
  const text = readFileSync(join(root, document), 'utf8');
  const blocks = [...text.matchAll(/^```(?:bash|sh)\n(.*?)^```$/gms)].map(([, block = '']) => block);
  const lines = blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'));
  const cells = [...text.matchAll(/^\| ([^|]*`[^|]*)\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`((?:npm|npx) [^`]+)`/g)].map(([, code = '']) => code),
  );
  return [...lines, ...cells]
    .flatMap((line) => line.replace(/(^|\s)#.*$/, '').split('&&'))
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '');
}

const printed = (): readonly string[] => [...new Set(documents.flatMap(commandsOf))];

async function runPrinted(): Promise<void> {
  const lines = printed();
  if (lines.length < documents.length)
    throw new CheckFailure('No commands were found: are the documents written otherwise?');
  const chosen = lines.filter((line) => reasonFor(line) === undefined);
  for (const line of lines.filter((one) => !chosen.includes(one)))
    console.log(`  left out: ${line} (${reasonFor(line)})`);
  for (const line of chosen) {
    await command(line.split(' '));
    console.log(`  ran: ${line}`);
  }
}

interface Manifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
}

const workspaces = (): readonly string[] => [
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`),
  'benchmarks',
  'examples',
  'integration',
];

/** Asks the test script of each workspace which files it would run: it is started where npm starts it. */
async function expectTestsFound(): Promise<void> {
  const missing: string[] = [];
  for (const folder of workspaces().filter((path) => existsSync(join(root, path, 'package.json')))) {
    const { name, scripts = {} } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
    const script = scripts['test']?.replace('vitest run', 'vitest list --filesOnly').split(' ') ?? ['false'];
    const found = await command(script, { cwd: join(root, folder) }).catch(String);
    if (!new RegExp(`${folder}/test/.*\\.test\\.ts`).test(found))
      missing.push(`npm test -w ${name} finds no test: ${found}`);
  }
  expectNone(missing);
}

/** What README, CONTRIBUTING and the first pages tell people to type does what they say. */
export const printedCommands = (): readonly Check[] => [
  { name: 'printed commands: those of README, CONTRIBUTING and the first pages run', run: runPrinted },
  { name: 'printed commands: npm test -w NAME finds the tests of every workspace', run: expectTestsFound },
];
