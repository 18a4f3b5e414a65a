import { main } from '../../src/cli/main.ts';

/** What a command printed and how it ended. */
export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line as a person would, without a process of its own. */
export async function a423(...words: string[]): Promise<Outcome> {
  const printed = { out: '', err: '' };
  const terminal = {
    out: (text: string) => {
      printed.out += text;
    },
    err: (text: string) => {
      printed.err += text;
    },
    interactive: false,
  };
  const status = await main(words, terminal, new AbortController().signal);
  return { status, ...printed };
}
