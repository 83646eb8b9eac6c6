import { Presets, SingleBar } from 'cli-progress';

/** What a long command shows while it works. */
export interface ProgressDisplay {
  /** `done` of `total`, with a few words on how it goes. */
  update(done: number, total: number, note: string): void;
  stop(): void;
}

export interface ProgressOptions {
  readonly label: string;
  /** Work done before, when a run is resumed. */
  readonly from?: number;
  readonly stream?: NodeJS.WriteStream;
}

function bar({ label, from = 0, stream = process.stderr }: ProgressOptions): ProgressDisplay {
  const single = new SingleBar(
    {
      format: `${label} {bar} {percentage}% · {value}/{total} · {eta_formatted} left · {note}`,
      stream,
      hideCursor: true,
      etaBuffer: 200,
      fps: 5,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update(done, total, note) {
      if (!started) single.start(total, from, { note });
      started = true;
      single.update(done, { note });
    },
    stop: () => single.stop(),
  };
}

/** A line now and then, for logs: at every twentieth of the work. */
function lines({ label, stream = process.stderr }: ProgressOptions): ProgressDisplay {
  let last = -1;
  return {
    update(done, total, note) {
      const part = Math.floor((20 * done) / total);
      if (part === last) return;
      last = part;
      stream.write(`${label} ${done}/${total} · ${note}\n`);
    },
    stop: () => undefined,
  };
}

/** A bar on a terminal, plain lines elsewhere. */
export const progressDisplay = (options: ProgressOptions): ProgressDisplay =>
  (options.stream ?? process.stderr).isTTY ? bar(options) : lines(options);
