import { describe, it } from 'vitest';
import { onCpu } from '../record/support/cpu.js';
import { expectAgreementOn } from './agreement.js';

onCpu();

describe('random expressions, recorded and compiled, are what they are eagerly', () => {
  it('gradients of their gradients', () => expectAgreementOn(100, 4, 2));
});
