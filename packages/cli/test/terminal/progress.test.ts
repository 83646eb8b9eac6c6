import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { progressDisplay } from '../../src/terminal/progress.js';
import { speedInWords, speedOf, timeInWords } from '../../src/terminal/speed.js';

/** What a display prints of 1000 steps in a log, each of so many milliseconds. */
function logOf(step: number): readonly string[] {
  const stream = new PassThrough();
  let time = 0;
  const display = progressDisplay({
    label: 'work',
    subject: '5-way on glyphs',
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

  it('prints a line every few seconds at most, with subject, speed and time left', () => {
    expect(logOf(20)).toEqual([
      'work 250/1000 · 5-way on glyphs · 50/s · 15 s left · note',
      'work 500/1000 · 5-way on glyphs · 50/s · 10 s left · note',
      'work 750/1000 · 5-way on glyphs · 50/s · 5 s left · note',
      'work 1000/1000 · 5-way on glyphs · 50/s · note',
    ]);
  });

  it('is never silent for half a minute of long work', () => {
    // Steps of 4 s: a hundredth of the work is 40 s.
    expect(logOf(4000).length).toBeGreaterThanOrEqual(Math.floor(4000 / 32));
  });
});

describe('progressDisplay, on a terminal', () => {
  it.each([70, 80, 120])('fits %d columns, the bar taking what is left', (columns) => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns });
    let written = '';
    const write = (text: string): boolean => ((written += text), true);
    const terminal = Object.assign(stream, {
      write,
      cursorTo: () => true,
      clearLine: () => true,
      moveCursor: () => true,
    });
    const options = { label: 'run', subject: '5-way 1-shot on glyphs/train', now: () => 0 };
    const display = progressDisplay({ ...options, stream: terminal as unknown as NodeJS.WriteStream });
    display.update(120, 1000, 'loss 1.23 · validation 0.61');
    display.stop();
    const lines = written.split(/[\n\r]+/).map((line) => stripVTControlCharacters(line));
    expect(lines[0]).toBe('run: 5-way 1-shot on glyphs/train');
    expect(lines.find((line) => line.includes('120/1000'))).toContain('validation 0.61');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
  });
});

describe('speed', () => {
  it('is that of the last seconds, and says nothing of what was done before', () => {
    let time = 0;
    const speed = speedOf(() => time);
    speed.add(5000);
    expect(speed.perSecond()).toBeUndefined();
    for (let i = 1; i <= 100; i += 1) {
      time += 1000;
      speed.add(5000 + 2 * i);
    }
    expect(speed.perSecond()).toBeCloseTo(2, 6);
    for (let i = 1; i <= 40; i += 1) {
      time += 1000;
      speed.add(5200 + 10 * i);
    }
    expect(speed.perSecond()).toBeCloseTo(10, 0);
  });

  it('is told in units that fit', () => {
    expect([250.4, 12.34, 0.25].map(speedInWords)).toEqual(['250/s', '12/s', '4.0 s each']);
    expect([0.2, 59, 61, 3599, 7500].map(timeInWords)).toEqual(['1 s', '59 s', '1:01', '59:59', '2:05 h']);
  });
});
