import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { progressDisplay } from '../../src/terminal/progress.js';

/** What a display prints of 1000 steps in a log, each of so many milliseconds. */
function logOf(step: number): readonly string[] {
  const stream = new PassThrough();
  let time = 0;
  const display = progressDisplay({
    label: 'work',
    stream: stream as unknown as NodeJS.WriteStream,
    now: () => time,
  });
  for (let done = 1; done <= 1000; done += 1) {
    time += step;
    display.update(done, 1000, 'note');
  }
  display.stop();
  return String(stream.read() ?? '')
    .split('\n')
    .slice(0, -1);
}

describe('progressDisplay, in a log', () => {
  it('prints nothing of quick work', () => {
    expect(logOf(4)).toEqual([]);
  });

  it('prints a line every few seconds at most', () => {
    expect(logOf(20)).toEqual([
      'work 250/1000 · note',
      'work 500/1000 · note',
      'work 750/1000 · note',
      'work 1000/1000 · note',
    ]);
  });

  it('prints at most a hundred lines of long work', () => {
    expect(logOf(60_000)).toHaveLength(100);
  });
});
