import { describe, expect, it } from 'vitest';
import { listOf, named } from '../experiment/list.js';
import { chosen, commandLine } from '../experiment/settings.js';

const defaults = { data: '/data', out: '/docs' };
const read = (text: string) => commandLine(text.split(' ').filter(Boolean), defaults);

describe('the command line of experiments', () => {
  it('names an experiment, and leaves to it what is not said', () => {
    expect(read('extrapolation')).toEqual({ name: 'extrapolation', settings: defaults });
    expect(read('')).toEqual({ settings: defaults });
  });

  it('reads the budget, parts and folders', () => {
    expect(read('table --iterations 20 --episodes 4 --seeds 1,2 --only MAML,Meta-SGD --data d --out o')).toEqual({
      name: 'table',
      settings: { iterations: 20, episodes: 4, seeds: [1, 2], only: ['MAML', 'Meta-SGD'], data: 'd', out: 'o' },
    });
  });

  it.each([
    ['table --iterations none', "--iterations must be an integer of at least 1, got 'none'"],
    ['table --episodes 1', '--episodes must be an integer of at least 2'],
    ['table --seeds 1,x', "--seeds must be an integer of at least 0, got 'x'"],
    ['table --iteration 3', "Unknown option '--iteration'"],
    ['one two', "one experiment at a time, got 'one two'"],
  ])('refuses %s', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('chooses the parts that are named', () => {
    const parts = [{ name: 'a' }, { name: 'b' }];
    expect(chosen(parts, {})).toEqual(parts);
    expect(chosen(parts, { only: ['b'] })).toEqual([{ name: 'b' }]);
    expect(() => chosen(parts, { only: ['c'] })).toThrow("--only names 'c'. There are: a, b.");
  });
});

describe('the list of experiments', () => {
  const experiments = [
    { name: 'one', summary: 'whole' },
    { name: 'another', summary: 'in parts', parts: 'a, b' },
  ];

  it('has a line for each, in columns, with the parts that may be named', () => {
    expect(listOf(experiments)).toBe('  one      whole\n  another  in parts (--only a, b)');
  });

  it('gives the one that is named, and refuses what is not there and parts of what has none', () => {
    expect(named(experiments, 'another', { only: ['a'] }).summary).toBe('in parts');
    expect(named(experiments, 'one', {}).summary).toBe('whole');
    expect(() => named(experiments, 'three', {})).toThrow("there is no 'three'. There are:\n  one ");
    expect(() => named(experiments, 'one', { only: ['a'] })).toThrow("'one' has no parts for --only to name");
  });
});
