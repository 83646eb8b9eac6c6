/** One claim about the repository. It fails by throwing; the message says what is wrong. */
export interface Check {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

/** An expected way to fail: its message is shown, its stack is not. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure';
}

/** Fails with all findings, one a line; passes when there is none. */
export function expectNone(findings: readonly string[]): void {
  if (findings.length > 0) throw new CheckFailure(findings.join('\n'));
}
