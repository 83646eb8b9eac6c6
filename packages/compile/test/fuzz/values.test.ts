import { describe, it } from 'vitest';
import { onCpu } from '../record/support/cpu.js';
import { expectAgreementOn } from './agreement.js';

onCpu();

describe('random expressions, recorded and compiled, are what they are eagerly', () => {
  it('their values', () => expectAgreementOn(250, 12, 0));
});
