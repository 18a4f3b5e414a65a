import type { Command } from './command.ts';
import { UsageError } from './exit-code.ts';

/** Proposes the declarations of a file. */
export const inspectCommand: Command = {
  name: 'inspect',
  usage: 'inspect FILE [--json]',
  summary: 'Propose how to declare a file as an input of a plan',
  details: ['Reads the first rows and prints names, types and proposed roles, never values. The proposal is yours to review.'],
  options: { json: { help: 'print the proposal as JSON' } },
  words: 1,
  async run(args, terminal, signal) {
    const path = args.positional[0];
    if (path === undefined) throw new UsageError('expected a FILE');
    const { inspectFile } = await import('../node.ts');
    const inspection = await inspectFile(path, signal);
    terminal.out(args.switches.has('json') ? `${JSON.stringify(inspection, null, 2)}\n` : inspection.yaml);
  },
};
