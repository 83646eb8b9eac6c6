import { afterEach, expect, test } from 'vitest';
import { startChild } from '../../src/protocol/child.js';
import { startProcess } from '../../src/protocol/process.js';
import type { Command, Speaker } from '../../src/protocol/process.js';

/** A contender in a few lines of plain JavaScript: it answers what it is told to. */
const program = (onRequest: string, first = `say({ answer: 'hello' });`): Command => ({
  program: process.execPath,
  args: [
    '-e',
    `const say = (answer) => process.stdout.write(JSON.stringify(answer) + '\\n');
     ${first}
     require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
       const request = JSON.parse(line);
       ${onRequest}
     });`,
  ],
});
const answering = `say(request.ask === 'load'
  ? { answer: 'loaded', guard: { loss: 1, gradientNorm: 2 }, firstMilliseconds: 1, threads: 1, versions: {}, peakBytes: 5 }
  : { answer: 'ran', steps: request.milliseconds, milliseconds: 10, peakBytes: 6 });`;
const patience = { warmupMilliseconds: 1, answerMilliseconds: 20_000 };

let speaker: Speaker | undefined;
afterEach(async () => {
  await speaker?.end();
  speaker = undefined;
});

test('a contender loads, has its turns although it is stopped between them, and ends', async () => {
  const child = await startChild(program(answering), '/nowhere', patience);
  expect(child.loaded.guard).toEqual({ loss: 1, gradientNorm: 2 });
  expect(child.readyMilliseconds).toBeGreaterThanOrEqual(child.startMilliseconds);
  expect((await child.run(7)).steps).toBe(7);
  expect((await child.run(8)).steps).toBe(8);
  await child.end();
});

test('chatter on standard output is no answer', async () => {
  speaker = startProcess(program('', `console.log('Hi there'); console.log('{}'); say({ answer: 'hello' });`), 20_000);
  expect(await speaker.next('hello')).toEqual({ answer: 'hello' });
});

test('a contender that fails says why', async () => {
  const failing = program(`say({ answer: 'failed', reason: 'no such kernel' });`);
  await expect(startChild(failing, '/nowhere', patience)).rejects.toThrow('no such kernel');
});

test('a contender that dies is reported with its last words', async () => {
  const dying = program(`console.error('Error: out of memory'); process.exit(3);`);
  await expect(startChild(dying, '/nowhere', patience)).rejects.toThrow('it ended with code 3: Error: out of memory');
});

test('a program that is not there is reported', async () => {
  speaker = startProcess({ program: '/no/such/program', args: [] }, 20_000);
  await expect(speaker.next('hello')).rejects.toThrow('it does not start');
});

test('one that does not answer is given up', async () => {
  speaker = startProcess(program('', 'setInterval(() => {}, 1000);'), 300);
  await expect(speaker.next('hello')).rejects.toThrow('no answer within');
});
