/** A line on stderr. */
export const tell = (message: string): void => void process.stderr.write(`${message}\n`);
