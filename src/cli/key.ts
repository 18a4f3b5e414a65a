import { createKeyFile } from '../node.ts';
import type { Command } from './command.ts';
import { UsageError } from './exit-code.ts';

/** Makes keys. */
export const keyCommand: Command = {
  name: 'key',
  usage: 'key new FILE',
  summary: 'Make a secret key of 32 random bytes in a file only you can read',
  details: [
    'FILE must not exist. It holds one line, a423-key-v1:…',
    'Keep it apart from the data and destroy it with the project.',
  ],
  options: {},
  words: 2,
  async run(args, terminal) {
    const [action, path] = args.positional;
    if (action !== 'new' || path === undefined) throw new UsageError('expected: key new FILE');
    await createKeyFile(path);
    terminal.out(`Key written to ${path} (mode 600).\n`);
  },
};
