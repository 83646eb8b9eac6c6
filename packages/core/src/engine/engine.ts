/** What runs the kernels: a TensorFlow.js backend with what we add to it. */
export interface Engine {
  readonly name: string;
  /** Makes the backend the current one; `message` says what a person should know, a fallback for instance. */
  start(): Promise<{ readonly backend: string; readonly message?: string }>;
}
