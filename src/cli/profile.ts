import type { Command } from './command.ts';
import { UsageError } from './exit-code.ts';
import { PAGE_OPTIONS, readPageOptions } from './page-options.ts';
import { progressLine } from './progress.ts';

/** Tells what the columns of a file hold. */
export const profileCommand: Command = {
  name: 'profile',
  usage: 'profile FILE [--json] [--html OUT] [--show-values --min-count N]',
  summary: 'Tell what each column of a file holds, and what is suspect in it',
  details: [
    'Reads every row once. Values are shown only with --show-values; the result is then as confidential',
    'as the file, and OUT is readable by its owner only. Rarer values than N rows are told together.',
  ],
  options: {
    ...PAGE_OPTIONS,
    'show-values': { help: 'show frequent values, least and greatest; needs --min-count' },
    'min-count': { value: 'N', help: 'fewest rows of what is told by itself (11)' },
  },
  words: 1,
  async run(args, terminal, signal) {
    const path = args.positional[0];
    if (path === undefined) throw new UsageError('expected a FILE');
    const showValues = args.switches.has('show-values');
    const minCount = readMinCount(args.values['min-count']?.[0]);
    if (showValues && minCount === null) throw new UsageError('--show-values: expected --min-count, the fewest rows of a value that may be shown');
    const page = await readPageOptions(args, [path]);
    const { profilePage, profileText } = await import('../index.ts');
    const { profileFile, writeTextFile } = await import('../node.ts');
    const progress = progressLine(terminal);
    const profile = await profileFile(path, { showValues, signal, onProgress: progress.show, ...(minCount === null ? {} : { minCount }) }).finally(() => {
      progress.end();
    });
    if (page.path !== null) await writeTextFile(page.path, profilePage(profile, { title: profile.file, language: page.language }), { isPrivate: showValues });
    terminal.out(args.switches.has('json') ? `${JSON.stringify(profile, null, 2)}\n` : profileText(profile, page.language));
  },
};

function readMinCount(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError('--min-count: expected a whole number above 0');
  return Number(text);
}
