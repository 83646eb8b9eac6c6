import {
  CheckpointError,
  ConfigError,
  DivergenceError,
  EngineError,
  InvalidDataError,
  InvalidOptionError,
  OutputError,
} from '@innerloop/core';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exitCodes, exitCodesInWords } from '../../src/terminal/exit-codes.js';
import { describeFailure } from '../../src/terminal/failure.js';

describe('describeFailure', () => {
  it.each([
    [ConfigError, 2],
    [InvalidOptionError, 2],
    [InvalidDataError, 3],
    [CheckpointError, 3],
    [OutputError, 3],
    [DivergenceError, 4],
    [EngineError, 2],
  ])('tells %o in one line, without a stack', (Kind, code) => {
    expect(describeFailure(new Kind('what is wrong'))).toEqual({ message: 'error: what is wrong', code });
  });

  it('shows the stack of what nobody expected', () => {
    const { message, code } = describeFailure(new TypeError('oops'));
    expect(code).toBe(exitCodes.defect);
    expect(message).toMatch(/please report.*TypeError: oops\n\s+at /s);
  });

  it('takes an abort for an interruption', () => {
    expect(describeFailure(AbortSignal.abort().reason).code).toBe(exitCodes.interrupted);
  });
});

describe('exit codes', () => {
  it('are told by --help and by docs/cli.md, each of them', () => {
    const page = readFileSync(new URL('../../../../docs/cli.md', import.meta.url), 'utf8');
    for (const code of Object.values(exitCodes)) {
      expect(exitCodesInWords).toMatch(new RegExp(`^ +${code} `, 'm'));
      expect(page).toMatch(new RegExp(`^\\| ${code} +\\|`, 'm'));
    }
  });
});
