import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { readNumbers } from '../workloads/numbers.js';
import type { WorkloadNumbers } from '../workloads/numbers.js';
import type { Workload } from '../workloads/workload.js';
import { peakBytes } from './memory.js';
import type { Answer, Guard, Load, Loaded, Ran, Request, Run } from './messages.js';

/** One contender on one workload. Steps may be asynchronous: then each is waited for. */
export type Session = Pick<Loaded, 'threads' | 'versions' | 'remark'> & {
  /** The first step, on the first batch. */
  readonly first: () => Guard | Promise<Guard | undefined>;
  readonly step: () => unknown;
};

/** Builds the step of a workload. */
export type Contender = (workload: Workload, numbers: WorkloadNumbers) => Promise<Session>;

const say = (answer: Answer): void => {
  writeSync(1, `${JSON.stringify(answer)}\n`);
};

async function stepsFor({ step }: Session, milliseconds: number): Promise<Pick<Ran, 'steps' | 'milliseconds'>> {
  const start = performance.now();
  let steps = 0;
  do {
    const result = step();
    if (result instanceof Promise) await result;
    steps++;
  } while (performance.now() - start < milliseconds);
  return { steps, milliseconds: performance.now() - start };
}

async function load(contender: Contender, request: Load): Promise<{ session: Session; answer: Loaded }> {
  const { workload, ...numbers } = readNumbers(request.folder);
  const session = await contender(workload, numbers);
  const { threads, versions, remark } = session;
  const start = performance.now();
  const guard = await session.first();
  const firstMilliseconds = performance.now() - start;
  const known = { threads, versions, ...(remark === undefined ? {} : { remark }) };
  return { session, answer: { answer: 'loaded', guard, firstMilliseconds, ...known, peakBytes: peakBytes() } };
}

/** Answers the driver until it closes its end. What libraries print goes to standard error. */
export function serve(contender: Contender): void {
  console.log = console.error;
  console.warn = console.error;
  console.info = console.error;
  let session: Session | undefined;

  const run = async ({ milliseconds }: Run): Promise<Ran> => {
    if (session === undefined) throw new Error('run was asked before load.');
    return { answer: 'ran', ...(await stepsFor(session, milliseconds)), peakBytes: peakBytes() };
  };
  const answer = async (request: Request): Promise<Answer> => {
    if (request.ask === 'run') return run(request);
    const loaded = await load(contender, request);
    session = loaded.session;
    return loaded.answer;
  };

  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    answer(JSON.parse(line) as Request).then(say, (error: unknown) => {
      console.error(error);
      say({ answer: 'failed', reason: error instanceof Error ? error.message : String(error) });
    });
  });
  lines.on('close', () => process.exit(0)); // a worker thread would keep the process alive
  say({ answer: 'hello' });
}
