/** A place in the stack of a running function. */
interface Frame {
  readonly name: string;
  readonly file: string;
  readonly line: string;
}

/** Enough to reach from a kernel to the user's function through the gradients of gradients. */
const deepest = 200;

/** `at name (file:line:column)` and `at file:line:column` of V8; `name@file:line:column` of others. */
const forms = [
  /^at (?:(?<name>.*?) )?\((?<file>.*):(?<line>\d+):\d+\)$/,
  /^at (?:async )?(?<file>.*):(?<line>\d+):\d+$/,
  /^(?!at )(?<name>.*?)@(?<file>.*):(?<line>\d+):\d+$/,
];

function frameOf(text: string): Frame | undefined {
  const found = forms.map((form) => form.exec(text.trim())).find((match) => match !== null);
  if (found?.groups === undefined) return undefined;
  const { name = '', file = '', line = '' } = found.groups;
  return { name, file: file.replace(/^file:\/\//, ''), line };
}

/** The calls that led here, innermost first; `stack` of an error, or of this very place. */
function framesOf(stack: string): Frame[] {
  return stack.split('\n').flatMap((text) => frameOf(text) ?? []);
}

function stackHere(): string {
  const limited = Error as { stackTraceLimit?: number };
  const before = limited.stackTraceLimit;
  limited.stackTraceLimit = deepest;
  try {
    return new Error().stack ?? '';
  } finally {
    if (before === undefined) delete limited.stackTraceLimit;
    else limited.stackTraceLimit = before;
  }
}

/** The folder in which our packages lie side by side, from where this very module lies; undefined in a bundle. */
function home(): string | undefined {
  const own = framesOf(stackHere())[0]?.file;
  const found = own === undefined ? null : /^(.*\/)compile\/(?:src|dist)\//.exec(own);
  return found?.[1];
}

/** Node's own files, TensorFlow.js', also under the names that source maps give them, and the helpers that its functions are compiled to. */
const foreign = /^node:|\/(?:@tensorflow|tslib|tfjs-[a-z]+(?:-[a-z]+)?\/(?:src|dist))\//;

function isInternal(file: string, ours: string | undefined): boolean {
  if (foreign.test(file)) return true;
  return ours !== undefined && file.startsWith(ours) && /^[^/]+\/(?:src|dist)\//.test(file.slice(ours.length));
}

/** `Tensor.dataSync` → `dataSync`; TensorFlow.js calls its own functions `where_` and `where__op`. */
const shortName = (name: string): string =>
  (name.split(' [')[0] ?? name).replace(/^.*[. ]/, '').replace(/_+(?:op)?$/, '');

/** Where the user's code called into TensorFlow.js or into us. */
export interface UserCall {
  /** `file:line`, the innermost that is neither TensorFlow.js nor ours; undefined where there is none. */
  readonly line: string | undefined;
  /** The function that was called there. */
  readonly called: string | undefined;
}

/** Reads the stack: slow, for messages only. */
export function userCall(stack: string = stackHere()): UserCall {
  const ours = home();
  const frames = framesOf(stack);
  const at = frames.findIndex(({ file }) => !isInternal(file, ours));
  const frame = frames[at];
  const inner = at < 0 ? undefined : frames.slice(0, at).findLast(({ name }) => /^\w+$/.test(shortName(name)));
  return {
    line: frame === undefined ? undefined : `${frame.file}:${frame.line}`,
    called: inner === undefined ? undefined : shortName(inner.name),
  };
}

/** ` at file:line`, or nothing. */
export const placeOf = ({ line }: UserCall): string => (line === undefined ? '' : ` at ${line}`);
