import type { Parallel } from '../../core/workers/parallel.ts';
import type { SecretSource } from './bind-secrets.ts';

/** How far a run is. */
export interface Progress {
  readonly phase: 'hash' | 'write' | 'compare' | 'audit' | 'commit';
  /** The input or output at work. */
  readonly name: string;
  /** Rows read of inputs or written of outputs, or pairs compared, so far in this phase. */
  readonly rows: number;
  /** How many there are, where that is known: of pairs it is, before the first is compared. */
  readonly of?: number;
}

/** What a run is given beside the plan. */
export interface RunOptions {
  /** Files of every input: paths or globs, several parts in order, `-` for standard input. */
  readonly inputs: Readonly<Record<string, string | readonly string[]>>;
  /** Secrets by name: 32 bytes each, or functions that get them; the bytes are overwritten when the run ends. */
  readonly secrets?: Readonly<Record<string, SecretSource>>;
  /** From 16 to 64 public random bytes, another in each release, where codes differ from release to release. */
  readonly releaseNonce?: Uint8Array;
  /** Folder of releases; made when absent. */
  readonly out: string;
  /** Bytes of state before steps spill or refuse; 1 GiB when omitted. */
  readonly maxMemoryBytes?: number;
  /** Threads that work beside the calling one, from 0 to 256: none when omitted. Or a pool, which its owner closes. */
  readonly workers?: number | Parallel;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}
