/** The state of a rule that remembers nothing from step to step. */
export type Stateless = Readonly<Record<string, never>>;

/** Starts a rule without state. */
export const stateless = (): Stateless => ({});
