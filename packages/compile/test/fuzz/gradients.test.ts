import { describe, it } from 'vitest';
import { onCpu } from '../record/support/cpu.js';
import { expectAgreementOn } from './agreement.js';

onCpu();

describe('random expressions, recorded and compiled, are what they are eagerly', () => {
  it('their gradients', () => expectAgreementOn(150, 8, 1));
});
