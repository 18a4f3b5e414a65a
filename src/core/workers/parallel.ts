/**
 * Work on several threads, as steps see it: nothing here knows what a thread is. The pool that has them is in
 * `workers/node/`; where there is none, a step does its work itself and gives the same result.
 */

/** One task at work on one thread. */
export interface TaskRunner<Part, Done> {
  /**
   * Does one part.
   *
   * @param part - what was sent; its arrays may lie in shared memory, which the sender reuses once the part is done.
   * @returns the result, whose arrays are handed over: they are the runner's no more. Later where a library is loaded first; parts are
   *   asked for meanwhile.
   */
  run(part: Part): Done | Promise<Done>;
  /** Overwrites what was made of the secret or of a part, best effort; the runner is of no use afterwards. */
  wipe(): void;
}

/** A kind of work that threads can be asked for. */
export interface Task<Setup, Part, Done> {
  /** The name under which the worker's registry has it. */
  readonly name: string;
  /** Whether the arrays of a part are handed over to the thread: whoever sent them has them no more. They are copied unless so. */
  readonly takesParts?: true;
  /**
   * Readies the work on one thread.
   *
   * @param setup - plain data, the same for every thread.
   * @param secret - bytes to be read at once and not kept; empty where there is no secret.
   */
  start(setup: Setup, secret: Uint8Array): TaskRunner<Part, Done>;
}

/** A task that was readied on every thread of a pool. */
export interface OpenTask<Part, Done> {
  /**
   * Has one part done by the thread that has least to do.
   *
   * @param part - plain data and typed arrays; those in shared memory are shared, others are copied, or handed over where the task takes them.
   * @param thread - the thread to ask instead, from 0 up and counted round: it does its parts in the order in which it was asked, and its
   *   runner may keep what they left.
   * @returns the result; rejects with the error of the task, or when the thread ended.
   */
  run(part: Part, thread?: number): Promise<Done>;
  /** Wipes the task on every thread, once the parts that were asked for are done. Never rejects; may be called twice. */
  close(): Promise<void>;
}

/** Threads that work for steps. Results never depend on how many there are: parts are put together in order. */
export interface Parallel {
  /** Threads, from 1 up; the one that asks is not counted. */
  readonly workers: number;
  /**
   * Readies a task on every thread.
   *
   * @param task - one of the registry.
   * @param setup - plain data.
   * @param secret - sent once, through memory that is overwritten as soon as every thread has read it; left as it is.
   * @returns the task; whoever opens it closes it. A fault of the start shows at the first part.
   */
  open<Setup, Part, Done>(task: Task<Setup, Part, Done>, setup: Setup, secret?: Uint8Array): OpenTask<Part, Done>;
}

/** A task of any kind. Which parts it takes is its step's affair. */
export type AnyTask = Task<never, never, unknown>;
