import { expect, test } from 'vitest';
import { peakOf } from '../../src/protocol/memory.js';
import { parseAnswer } from '../../src/protocol/messages.js';
import { lastWords } from '../../src/protocol/process.js';

test('an answer is read, whatever else is printed is none', () => {
  expect(parseAnswer('{"answer":"ran","steps":3,"milliseconds":1.5,"peakBytes":7}')).toMatchObject({ steps: 3 });
  for (const line of [
    'Platform node has already been set',
    '',
    '3',
    'null',
    '{"steps":3}',
    '{"answer":"rang"}',
    '{"ans',
  ]) {
    expect(parseAnswer(line)).toBeUndefined();
  }
});

test("the peak is that of Linux' process status", () => {
  expect(peakOf('Name:\tnode\nVmPeak:\t  999 kB\nVmHWM:\t   1234 kB\nVmRSS:\t 1000 kB\n')).toBe(1234 * 1024);
  expect(peakOf('Name:\tnode\n')).toBeUndefined();
});

test('of a dead process the line with the error is shown, not its stack', () => {
  const lines = ['warming up', 'Error: no such file', '    at open (node:fs:1:2)', '', 'Node.js v20.20.2'];
  expect(lastWords(lines)).toBe('Error: no such file');
  expect(lastWords(['  Killed  ', ''])).toBe('Killed');
  expect(lastWords([])).toBe('it said nothing');
});
