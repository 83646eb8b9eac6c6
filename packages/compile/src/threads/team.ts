import { EngineError } from '@innerloop/core';
import type { Assignment } from './assignment.js';
import type { Port, ThreadHost, WorkerHandle } from './host.js';
import { threadHost } from './host.js';
import { meet } from './meeting.js';
import { failedWord, firstOrder, wordsFor } from './words.js';
import type { Failure, Message, WorkerData } from './worker-script.js';
import { workerScript } from './worker-script.js';

/** A worker that is silent for so many seconds, when this thread has done its own part, is taken for dead. */
const patience = 120;
const mostWorkers = 255;

interface Member {
  readonly handle: WorkerHandle;
  readonly port: Port;
}

/**
 * Worker threads that run programs together with this one, each program on as many as it needs. They start when they are first needed and
 * keep no process alive.
 */
export class Team {
  private readonly words = wordsFor(mostWorkers);
  private readonly members: Member[] = [];
  private programs = 0;
  private failure: EngineError | undefined;
  private ended = false;

  constructor(private readonly host: ThreadHost) {}

  /** Whether it can take another program. */
  get usable(): boolean {
    return !this.ended;
  }

  /** Gives workers 1, 2, … their part of a program. The number is what it is run by. */
  load(assignments: readonly Assignment[]): number {
    this.grow(assignments.length);
    const id = ++this.programs;
    assignments.forEach((assignment, worker) => this.tell(worker, { kind: 'load', id, assignment }));
    return id;
  }

  drop(id: number, workers: number): void {
    for (let worker = 0; worker < workers; worker++) this.tell(worker, { kind: 'drop', id });
  }

  /** Has so many workers run a program. */
  order(id: number, workers: number): void {
    if (this.failure !== undefined) throw this.failure;
    for (let worker = 0; worker < workers; worker++) {
      const word = firstOrder + 2 * worker;
      Atomics.store(this.words, word + 1, id);
      Atomics.add(this.words, word, 1);
      Atomics.notify(this.words, word);
    }
  }

  /** Waits until all threads are here. */
  meet(threads: number): void {
    const came = meet(this.words, threads, patience);
    if (!came || Atomics.load(this.words, failedWord) !== 0) throw this.failed(this.reported());
  }

  /** Ends all workers; what they hold is lost. */
  end(): void {
    this.ended = true;
    for (const { handle } of this.members) void handle.terminate();
  }

  /** Does this thread's part. If it fails all workers end, since they would wait for ever. */
  guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw this.failed(String(error));
    }
  }

  private failed(reason: string): EngineError {
    this.end();
    this.failure ??= new EngineError(
      `compile: a thread failed: ${reason}. What it held of the compiled step is lost: compile it again, with threads: 1 if this goes on.`,
    );
    return this.failure;
  }

  private grow(workers: number): void {
    if (workers > mostWorkers)
      throw new EngineError(`compile: at most ${mostWorkers + 1} threads, got ${workers + 1}.`);
    while (this.members.length < workers) this.members.push(this.newMember(this.members.length));
  }

  private newMember(worker: number): Member {
    const { port1, port2 } = new this.host.MessageChannel();
    const workerData: WorkerData<Port> = { port: port2, words: this.words, worker };
    const handle = new this.host.Worker(workerScript, {
      eval: true,
      name: `innerloop ${worker + 1}`,
      workerData,
      transferList: [port2],
      // The options of this process, a loader for instance, are not for the worker.
      execArgv: [],
      env: {},
    });
    handle.unref();
    handle.on('error', ({ message }) => this.failed(message));
    return { handle, port: port1 };
  }

  private tell(worker: number, message: Message): void {
    (this.members[worker] as Member).port.postMessage(message);
  }

  /** What workers said of their failure. */
  private reported(): string {
    const said = this.members.map(({ port }) => this.host.receiveMessageOnPort(port)?.message as Failure | undefined);
    return said.find((failure) => failure !== undefined)?.message ?? `no answer for ${patience} seconds`;
  }
}

let current: Team | undefined;
let users = 0;

/** The team of this process, for one more user. */
export function joinTeam(): Team {
  const host = threadHost();
  if (host === undefined)
    throw new EngineError('compile: there are no worker threads here (Node 20.16 or newer has them). Use threads: 1.');
  if (current?.usable !== true) {
    current = new Team(host);
    users = 0;
  }
  users++;
  return current;
}

/** One user less; the last one ends the team. */
export function leaveTeam(team: Team): void {
  if (team !== current || !team.usable || --users > 0) return;
  team.end();
  current = undefined;
}
