/**
 * What driver and contender say to each other, each message one line of JSON: requests to the contender's standard input, answers from its
 * standard output. `peers/protocol.py` is the other side's form of it.
 */

/** The first batch at the first weights: what all contenders must agree on. */
export type Guard = { readonly loss: number; readonly gradientNorm: number };

/** Read the numbers in `folder`, build the step, make the first one. */
export type Load = { readonly ask: 'load'; readonly folder: string };

/** Make steps until so much time has passed, at least one, and wait until the last is done. */
export type Run = { readonly ask: 'run'; readonly milliseconds: number };

export type Request = Load | Run;

/** Said once, when everything is imported. */
export type Hello = { readonly answer: 'hello' };

export type Loaded = {
  readonly answer: 'loaded';
  /** Absent where a contender has tasks or weights of its own. */
  readonly guard?: Guard | undefined;
  /** The first step: tracing and compilation are in it. */
  readonly firstMilliseconds: number;
  /** Threads that compute. */
  readonly threads: number;
  /** Of what runs: `{ torch: '2.15.0' }`. */
  readonly versions: Readonly<Record<string, string>>;
  /** Something a reader of the table should know. */
  readonly remark?: string;
  readonly peakBytes: number;
};

export type Ran = {
  readonly answer: 'ran';
  readonly steps: number;
  readonly milliseconds: number;
  /** The most memory that was resident at any time since the start. */
  readonly peakBytes: number;
};

export type Failed = { readonly answer: 'failed'; readonly reason: string };

export type Answer = Hello | Loaded | Ran | Failed;

const answers = ['hello', 'loaded', 'ran', 'failed'];

/** The answer in a line; undefined for what a library printed. */
export function parseAnswer(line: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('answer' in value)) return undefined;
    return answers.includes(String(value.answer)) ? (value as Answer) : undefined;
  } catch {
    return undefined;
  }
}
