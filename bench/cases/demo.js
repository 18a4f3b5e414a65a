// The demonstration from end to end, as a user runs it: synthesise stays, then both plans, each command in its process.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { a423, peakMiBOf, released } from '../commands.js';
import { openDuckDb, quoteText } from '../duckdb.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));

export const benchmark = {
  title: 'The demo: synthesise, open-data table, research extract',
  rows: 200_000,
  // Fewer stays would make smaller classes, and the research plan rightly refuses those.
  smokeRows: 200_000,
  rounds: 3,
  async prepare({ rows, folder, phase }) {
    const at = join(folder, phase);
    mkdirSync(at, { recursive: true });
    await a423(['key', 'new', join(at, 'project.key')]);
    return { at, rows, peaks: join(at, 'peaks.txt') };
  },
  subject: {
    name: 'a423',
    before({ at, peaks }) {
      for (const name of ['open-data', 'research']) rmSync(join(at, name), { recursive: true, force: true });
      rmSync(peaks, { force: true });
    },
    async run({ at, rows, peaks }) {
      const stays = join(at, 'stays.csv');
      const plan = (name) => join(repository, 'docs/demo', `${name}.yaml`);
      await a423(['synthesise', 'stays', '--rows', String(rows), '--seed', 'demo', stays], peaks);
      await a423(['run', plan('open-data'), '--input', `stays=${stays}`, '--out', join(at, 'open-data')], peaks);
      await a423(['run', plan('research'), '--input', `stays=${stays}`, '--secret', `project-key=file:${join(at, 'project.key')}`, '--out', join(at, 'research')], peaks);
      return { peakMiB: peakMiBOf(peaks) };
    },
  },
  yardsticks: [],
  /** What was published keeps the rule, and no stay was lost on the way to the extract. */
  async check(_answer, _none, { at, rows }) {
    const [table, extract] = [released(join(at, 'open-data')), released(join(at, 'research'))];
    for (const [folder, file] of [[table, 'openData.csv'], [extract, 'extract.parquet'], [table, 'evidence.json'], [extract, 'report.json']]) {
      if (!existsSync(join(folder, file))) throw new Error(`no ${file}`);
    }
    const database = await openDuckDb();
    const [[least, published]] = await database.rows(`SELECT min(stays), sum(stays) FROM read_csv(${quoteText(join(table, 'openData.csv'))})`);
    const [[extracted]] = await database.rows(`SELECT count(*) FROM read_parquet(${quoteText(join(extract, 'extract.parquet'))})`);
    database.close();
    if (!(least >= 11) || !(published <= rows)) throw new Error(`the smallest published cell has ${least} stays, all of them ${published}`);
    const report = JSON.parse(readFileSync(join(extract, 'report.json'), 'utf8'));
    if (extracted !== report.outputs.extract.rows || !(extracted <= rows && extracted > 0.9 * rows)) throw new Error(`${extracted} stays extracted of ${rows}`);
  },
  claims: [{ text: 'under 2 minutes', value: ({ medianMs }) => medianMs / 1000, atMost: 120 }],
};
