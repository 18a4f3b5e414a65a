import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../exit-code.ts';
import { readModelFile, readModelText } from '../plan-file.ts';
import { readWord } from './link-arguments.ts';

/** Takes over a model of Splink. */
export const linkImportCommand: Command = {
  name: 'link import',
  usage: 'link import SETTINGS --out MODEL [--unit UNIT]',
  summary: 'Turn a saved model of Splink (3, 4 or 5) into a linkage model',
  details: [
    'Nothing is lost: a423 link export writes it again as it was. SQL that is not understood is told with its place.',
    'DuckDB counts bytes of a text before its version 2, and code points since, which the settings do not say.',
  ],
  options: {
    out: { value: 'MODEL', help: 'file for the model' },
    unit: { value: 'UNIT', help: 'what a symbol of a text is: byte or codePoint; bytes for duckdb unless given' },
  },
  words: 1,
  async run(args, terminal) {
    const [settings, out] = [inputOf(args, 'SETTINGS'), outputOf(args)];
    const text = args.values['unit']?.[0];
    const unit = text === undefined ? {} : { unit: readWord('unit', text, ['byte', 'codePoint']) };
    const saved = await readModelFile(settings);
    const { formatModel, fromSplink } = await import('../../link/index.ts');
    const { writeTextFile } = await import('../../write/node/index.ts');
    const model = fromSplink(saved, unit);
    await writeTextFile(out, formatModel(model));
    terminal.out(`${model.comparisons.length} comparisons and ${model.blocking.length} blocking rules written to ${out}\n`);
  },
};

/** Gives a model to Splink. */
export const linkExportCommand: Command = {
  name: 'link export',
  usage: 'link export MODEL --out SETTINGS [--form v3|v4|v5] [--dialect NAME]',
  summary: 'Write a linkage model as settings of Splink',
  details: ['What Splink has no words for is refused with its place.'],
  options: {
    out: { value: 'SETTINGS', help: 'file for the settings' },
    form: { value: 'FORM', help: 'v3, v4 or v5: that which it came from unless given, or else v4' },
    dialect: { value: 'NAME', help: 'duckdb, spark, postgres or sqlite: that which it came from unless given, or else duckdb' },
  },
  words: 1,
  async run(args, terminal) {
    const [path, out] = [inputOf(args, 'MODEL'), outputOf(args)];
    const text = args.values['form']?.[0];
    const form = text === undefined ? {} : { form: readWord('form', text, ['v3', 'v4', 'v5']) };
    const named = args.values['dialect']?.[0];
    const dialect = named === undefined ? {} : { dialect: readWord('dialect', named, ['duckdb', 'spark', 'postgres', 'sqlite']) };
    const model = await readModelText(path);
    const { parseModel, toSplink } = await import('../../link/index.ts');
    const { writeTextFile } = await import('../../write/node/index.ts');
    const settings = toSplink(parseModel(model), { ...form, ...dialect });
    await writeTextFile(out, `${JSON.stringify(settings, null, 2)}\n`);
    terminal.out(`settings of Splink written to ${out}\n`);
  },
};

function inputOf({ positional: [path] }: Arguments, name: string): string {
  if (path === undefined) throw new UsageError(`expected ${name}`);
  return path;
}

function outputOf({ values }: Arguments): string {
  const out = values['out']?.[0];
  if (out === undefined) throw new UsageError('--out: expected a file');
  return out;
}
