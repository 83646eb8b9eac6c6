import { Presets, SingleBar } from 'cli-progress';
import { speedInWords, speedOf, timeInWords } from './speed.js';

/** What a long command shows while it works. */
export interface ProgressDisplay {
  /** `done` of `total`, with a few words on how it goes. */
  update(done: number, total: number, note: string): void;
  stop(): void;
}

export interface ProgressOptions {
  /** What is done. */
  readonly label: string;
  /** What it is done on: a line above the bar on a terminal, in every line of a log. */
  readonly subject?: string | undefined;
  readonly stream?: NodeJS.WriteStream;
  /** Milliseconds. */
  readonly now?: () => number;
}

type Words = (done: number, total: number, note: string) => string;

/** `120/1000 · 5-way 1-shot on glyphs/train · 41/s · 22 s left · loss 1.2` */
function inWords({ subject, now = () => performance.now() }: Pick<ProgressOptions, 'subject' | 'now'>): Words {
  const speed = speedOf(now);
  return (done, total, note) => {
    speed.add(done);
    const perSecond = speed.perSecond();
    const pace =
      perSecond === undefined
        ? []
        : [speedInWords(perSecond), ...(done < total ? [`${timeInWords((total - done) / perSecond)} left`] : [])];
    return [`${done}/${total}`, ...(subject === undefined ? [] : [subject]), ...pace, note]
      .filter((words) => words !== '')
      .join(' · ');
  };
}

/** Columns that a bar has at least and at most. */
const [SHORTEST, LONGEST] = [5, 24];

function bar({ label, subject, stream = process.stderr, ...options }: ProgressOptions): ProgressDisplay {
  const words = inWords(options);
  const name = subject === undefined ? `${label} ` : '';
  const single = new SingleBar(
    {
      // What is told comes first: the bar has the columns that are left.
      format: ({ barCompleteString = '', barIncompleteString = '' }, { progress }, payload: { words: string }) => {
        const free = (stream.columns || 80) - name.length - payload.words.length - 2;
        const size = free < SHORTEST ? 0 : Math.min(LONGEST, free);
        const full = Math.round(progress * size);
        const blocks = `${barCompleteString.slice(0, full)}${barIncompleteString.slice(0, size - full)}`;
        return `${name}${blocks}${size === 0 ? '' : ' '}${payload.words}`;
      },
      stream,
      barsize: LONGEST,
      hideCursor: true,
      fps: 5,
    },
    Presets.shades_classic,
  );
  let state: 'new' | 'running' | 'stopped' = 'new';
  return {
    update(done, total, note) {
      if (state === 'stopped') return;
      const payload = { words: words(done, total, note) };
      if (state === 'new' && subject !== undefined) stream.write(`${label}: ${subject}\n`);
      if (state === 'new') single.start(total, done, payload);
      else single.update(done, payload);
      state = 'running';
    },
    stop() {
      if (state === 'running') single.stop();
      state = 'stopped';
    },
  };
}

/** Milliseconds between two lines, at least and at most. */
const [PAUSE, SILENCE] = [5000, 30_000];

/** A line now and then, for logs: at every hundredth of the work, but seconds apart, and never half a minute without one. */
function lines(options: ProgressOptions): ProgressDisplay {
  const { label, stream = process.stderr, now = () => performance.now() } = options;
  const words = inWords(options);
  let last = { part: 0, time: now() };
  return {
    update(done, total, note) {
      const part = Math.floor((100 * done) / total);
      const time = now();
      const line = words(done, total, note);
      const passed = time - last.time;
      if (passed < PAUSE || (part === last.part && passed < SILENCE)) return;
      last = { part, time };
      stream.write(`${label} ${line}\n`);
    },
    stop: () => undefined,
  };
}

/** A bar on a terminal, plain lines elsewhere. Both tell speed and time left. */
export const progressDisplay = (options: ProgressOptions): ProgressDisplay =>
  (options.stream ?? process.stderr).isTTY ? bar(options) : lines(options);
