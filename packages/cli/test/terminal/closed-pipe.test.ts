import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { endWithReader } from '../../src/terminal/closed-pipe.js';

/** What is done when writing to a stream fails with this code, and work can be stopped or not. */
function done(code: string, working: boolean): readonly (number | string)[] {
  const stream = new EventEmitter();
  const told: (number | string)[] = [];
  const stop = (): boolean => (told.push('stop'), working);
  endWithReader([stream], { exit: (status) => told.push(status), say: (message) => told.push(message), stop });
  stream.emit('error', Object.assign(new Error('write'), { code }));
  return told;
}

describe('output that nobody reads', () => {
  it('ends the command with the status of SIGPIPE and no word', () => {
    expect(done('EPIPE', false)).toEqual(['stop', 141]);
  });

  it('lets work at hand end at a safe point, which ends the command', () => {
    expect(done('EPIPE', true)).toEqual(['stop']);
  });

  it('is told apart from output that cannot be written: a full disk is an error', () => {
    expect(done('ENOSPC', true)).toEqual(['error: could not write the output (no space left on the disk).\n', 3]);
  });
});
