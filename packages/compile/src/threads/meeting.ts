import { arrivedWord, looks, meetingWord } from './words.js';

type Words = Int32Array<SharedArrayBuffer>;

function awaitMeeting(words: Words, meeting: number, seconds: number): boolean {
  for (let look = 0; look < looks; look++) if (Atomics.load(words, meetingWord) !== meeting) return true;
  for (let second = 0; second < seconds; second++) {
    Atomics.wait(words, meetingWord, meeting, 1000);
    if (Atomics.load(words, meetingWord) !== meeting) return true;
  }
  return false;
}

/** Waits until all threads are here, at most so many seconds: whether they came. Who comes last lets the others go. */
export function meet(words: Words, threads: number, seconds: number): boolean {
  const meeting = Atomics.load(words, meetingWord);
  if (Atomics.add(words, arrivedWord, 1) < threads - 1) return awaitMeeting(words, meeting, seconds);
  Atomics.store(words, arrivedWord, 0);
  Atomics.add(words, meetingWord, 1);
  Atomics.notify(words, meetingWord);
  return true;
}
