/** A deliberate defect, and the tests that must not let it pass. */
export interface Mutant {
  /** What is wrong, in words. */
  readonly defect: string;
  /** The source that is changed, from the root of the repository. */
  readonly file: string;
  /** Text that occurs once there. */
  readonly from: string;
  readonly to: string;
  /** Test files that are run. */
  readonly tests: readonly string[];
  /** Names of tests, a pattern: no others are run. */
  readonly only?: string;
}
