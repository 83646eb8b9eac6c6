/*
 * How the threads of a team talk while they run: a few integers that all of them see. A thread that waits looks at its integer for some
 * tens of microseconds, since the others are mostly as fast as itself, and then sleeps until it is woken.
 */

/** How many threads have arrived at the meeting. */
export const arrivedWord = 0;
/** Counts the meetings. */
export const meetingWord = 1;
/** Not zero once a worker has failed. */
export const failedWord = 2;
/** Of worker i: `firstOrder + 2·i` counts what it was ordered to run, the word behind it says which program that is. */
export const firstOrder = 3;

/** How often a thread looks before it sleeps. */
export const looks = 8_000;

export const wordsFor = (workers: number): Int32Array<SharedArrayBuffer> =>
  new Int32Array(new SharedArrayBuffer(4 * (firstOrder + 2 * workers)));
