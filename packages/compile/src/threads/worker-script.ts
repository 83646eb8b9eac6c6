import { functionTexts } from './function-texts.js';
import { arrivedWord, failedWord, firstOrder, looks, meetingWord } from './words.js';
import type { Assignment } from './assignment.js';

/** What a worker is told through its port, in the order in which it is told. */
export type Message =
  | { readonly kind: 'load'; readonly id: number; readonly assignment: Assignment }
  | { readonly kind: 'drop'; readonly id: number };

/** What a worker tells when it fails. */
export type Failure = { readonly message: string };

/** What a worker starts with. */
export interface WorkerData<Port> {
  readonly port: Port;
  readonly words: Int32Array<SharedArrayBuffer>;
  /** Its place among the workers. */
  readonly worker: number;
}

/**
 * What a worker does, as text: it is then the same wherever the library comes from (source, ESM, CommonJS, a bundle).
 * It waits for orders, reads its messages, runs the program on its block, and meets the others between phases and at the end.
 */
export const workerScript: string = `'use strict';
const { receiveMessageOnPort, workerData } = require('node:worker_threads');
const { port, words, worker } = workerData;
const order = ${firstOrder} + 2 * worker;
const programs = new Map();
const functions = ${functionTexts};

function awaitChange(word, from) {
  for (let look = 0; look < ${looks}; look++) if (Atomics.load(words, word) !== from) return;
  while (Atomics.load(words, word) === from) Atomics.wait(words, word, from);
}

function meet(threads) {
  const meeting = Atomics.load(words, ${meetingWord});
  if (Atomics.add(words, ${arrivedWord}, 1) < threads - 1) return awaitChange(${meetingWord}, meeting);
  Atomics.store(words, ${arrivedWord}, 0);
  Atomics.add(words, ${meetingWord}, 1);
  Atomics.notify(words, ${meetingWord});
}

function load({ module, memories, thread, phases, exchanges }) {
  const env = { ...functions, memory: memories[thread] };
  const { exports } = new WebAssembly.Instance(module, { env });
  const threads = memories.length;
  const copies = exchanges.map(({ source, out, size }) => ({
    sources: memories.map(({ buffer }) => new Int32Array(buffer, source, size)),
    target: new Int32Array(memories[thread].buffer, out, threads * size),
    size,
  }));
  return { threads, copies, phases: Array.from({ length: phases }, (_, phase) => exports['phase' + phase]) };
}

function run({ threads, copies, phases }) {
  phases.forEach((phase, at) => {
    phase();
    meet(threads);
    const copy = copies[at];
    if (copy !== undefined) copy.sources.forEach((source, from) => copy.target.set(source, from * copy.size));
  });
}

function readMessages() {
  for (let received = receiveMessageOnPort(port); received !== undefined; received = receiveMessageOnPort(port)) {
    const { kind, id, assignment } = received.message;
    if (kind === 'load') programs.set(id, load(assignment));
    else programs.delete(id);
  }
}

try {
  for (let orders = 0; ; orders = (orders + 1) | 0) {
    awaitChange(order, orders);
    readMessages();
    run(programs.get(Atomics.load(words, order + 1)));
  }
} catch (error) {
  port.postMessage({ message: String(error) });
  Atomics.store(words, ${failedWord}, 1);
  Atomics.add(words, ${meetingWord}, 1);
  Atomics.notify(words, ${meetingWord});
}
`;
