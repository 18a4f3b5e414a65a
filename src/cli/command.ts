import type { Arguments, OptionSpec } from './arguments.ts';

/** Where a command prints. Results go to `out`, progress and messages to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Whether a person watches `err`. */
  readonly interactive: boolean;
}

/** One command of `a423`. */
export interface Command {
  readonly name: string;
  /** How it is called, after `a423`. */
  readonly usage: string;
  /** One line. */
  readonly summary: string;
  /** What a person needs to know beyond the options; lines of at most 100 characters. */
  readonly details: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Most words it takes beside its options. */
  readonly words: number;
  run(args: Arguments, terminal: Terminal, signal: AbortSignal): Promise<void>;
}
