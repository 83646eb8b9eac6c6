import { Presets, SingleBar } from 'cli-progress';

/** What a long command shows while it works. */
export interface ProgressDisplay {
  /** `done` of `total`, with a few words on how it goes. */
  update(done: number, total: number, note: string): void;
  stop(): void;
}

export interface ProgressOptions {
  readonly label: string;
  readonly stream?: NodeJS.WriteStream;
  /** Milliseconds. */
  readonly now?: () => number;
}

function bar({ label, stream = process.stderr }: ProgressOptions): ProgressDisplay {
  const single = new SingleBar(
    {
      format: `${label} {bar} {percentage}% · {value}/{total} · {eta_formatted} left · {note}`,
      stream,
      barsize: 24,
      hideCursor: true,
      etaBuffer: 200,
      fps: 5,
    },
    Presets.shades_classic,
  );
  let state: 'new' | 'running' | 'stopped' = 'new';
  return {
    update(done, total, note) {
      // The first value is where the bar begins: a resumed run has work behind it, which tells nothing of the speed now.
      if (state === 'new') single.start(total, done, { note });
      if (state === 'running') single.update(done, { note });
      if (state === 'new') state = 'running';
    },
    stop() {
      if (state === 'running') single.stop();
      state = 'stopped';
    },
  };
}

/** Milliseconds between two lines, at least. */
const PAUSE = 5000;

/** A line now and then, for logs: at every hundredth of the work, but seconds apart, so that quick work prints none. */
function lines({ label, stream = process.stderr, now = () => performance.now() }: ProgressOptions): ProgressDisplay {
  let last = { part: 0, time: now() };
  return {
    update(done, total, note) {
      const part = Math.floor((100 * done) / total);
      const time = now();
      if (part === last.part || time - last.time < PAUSE) return;
      last = { part, time };
      stream.write(`${label} ${done}/${total} · ${note}\n`);
    },
    stop: () => undefined,
  };
}

/** A bar on a terminal, plain lines elsewhere. */
export const progressDisplay = (options: ProgressOptions): ProgressDisplay =>
  (options.stream ?? process.stderr).isTTY ? bar(options) : lines(options);
