import type { Reporter, TestCase, TestModule } from 'vitest/node';

interface FileTime {
  readonly project: string;
  readonly name: string;
  readonly tests: number;
  /** Seconds of a processor, child processes included. */
  readonly processor: number;
  /** Seconds by the clock: loading modules, and running tests with their hooks. */
  readonly loading: number;
  readonly running: number;
}

const seconds = (milliseconds: number): number => milliseconds / 1000;

function timeOf(module: TestModule): FileTime {
  const { setupDuration, prepareDuration, environmentSetupDuration, collectDuration, duration } = module.diagnostic();
  return {
    project: module.project.name,
    name: `${module.project.name} › ${module.relativeModuleId}`,
    tests: [...module.children.allTests()].length,
    processor: module.meta().processorSeconds ?? 0,
    loading: seconds(setupDuration + prepareDuration + environmentSetupDuration + collectDuration),
    running: seconds(duration),
  };
}

type Totals = Omit<FileTime, 'project' | 'name'> & { readonly files: number };

const sum = (files: readonly FileTime[], of: (file: FileTime) => number): number =>
  files.reduce((total, file) => total + of(file), 0);

const totalOf = (files: readonly FileTime[]): Totals => ({
  files: files.length,
  tests: sum(files, (file) => file.tests),
  processor: sum(files, (file) => file.processor),
  loading: sum(files, (file) => file.loading),
  running: sum(files, (file) => file.running),
});

const cell = (value: number | string, digits = 1): string =>
  (typeof value === 'string' ? value : value.toFixed(digits)).padStart(10);

const head = ['processor', 'loading', 'running', 'tests'].map((title) => cell(title)).join('');
const line = ({ processor, loading, running, tests }: Omit<Totals, 'files'>, name: string): string =>
  `${[processor, loading, running].map((value) => cell(value)).join('')}${cell(tests, 0)}  ${name}`;

function slowest(modules: readonly TestModule[], count: number): readonly string[] {
  const took = (test: TestCase): number => test.diagnostic()?.duration ?? 0;
  return modules
    .flatMap((module) => [...module.children.allTests()])
    .sort((a, b) => took(b) - took(a))
    .slice(0, count)
    .map(
      (test) =>
        `${cell(seconds(took(test)))}  ${test.project.name} › ${test.module.relativeModuleId} › ${test.fullName}`,
    );
}

const shown = 25;
const byProcessor = <T extends { readonly processor: number }>(a: T, b: T): number => b.processor - a.processor;

/** Prints where the time of a run goes: `npm run test:times`. All in seconds. */
export default class TimesReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = modules.map(timeOf);
    const names = [...new Set(files.map(({ project }) => project))];
    const projects = names.map((name) => ({ name, ...totalOf(files.filter(({ project }) => project === name)) }));
    const { user, system } = process.cpuUsage();
    console.log(`\nSeconds of a processor, then by the clock: loading modules, running tests\n${head}  project`);
    for (const one of projects.sort(byProcessor)) console.log(line(one, `${one.name}, files: ${one.files}`));
    const all = totalOf(files);
    console.log(line(all, `all, files: ${all.files}; and ${((user + system) / 1e6).toFixed(1)} for handing them out`));
    console.log(`\n${head}  file`);
    for (const one of [...files].sort(byProcessor).slice(0, shown)) console.log(line(one, one.name));
    console.log(`\n${cell('seconds')}  test`);
    for (const one of slowest(modules, shown)) console.log(one);
  }
}
