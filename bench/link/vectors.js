// node bench/link/vectors.js [--rounds 3] [--recordlinkage /tmp/recordlinkage]
//
// Agreement vectors beside recordlinkage, on reference data beside the repository: the same CSV files, the same rules, the same
// two-valued comparisons, the same vector of every pair; stages measured apart. What is missing agrees with nothing there; here it
// is told apart, and counted as disagreement for this.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openDuckDb, quoteText } from '../duckdb.js';
import { formatNumber, median } from '../table.js';

const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const DATA = at('../../../shared/data/linkage');
const { values: flags } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, recordlinkage: { type: 'string', default: '/tmp/recordlinkage' } } });
const say = (text) => process.stdout.write(`${text}\n`);

const alike = (column, atLeast) => ({ column, atLeast });
const equal = (column) => ({ column });
const FEBRL = ['given_name', 'surname', 'date_of_birth', 'suburb', 'state', 'address_1'];
const febrl = (part) => `SELECT trim(rec_id) AS id, regexp_extract(rec_id, '[0-9]+') AS entity, ${FEBRL.map((name) => `nullif(trim("${name}"), '') AS "${name}"`).join(', ')}
  FROM read_csv(${quoteText(join(DATA, `febrl/dataset4${part}.csv`))}, all_varchar = true, header = true, normalize_names = true)`;
const FIGURES = ['first_name', 'surname', 'dob', 'postcode_fake', 'birth_place', 'occupation'];

const JOBS = {
  // The comparisons of recordlinkage's own guide, of which names are alike from .85 on.
  febrl4: {
    sources: ['a', 'b'].map(febrl), rules: [['given_name'], ['surname'], ['date_of_birth']],
    comparisons: [alike('given_name', 0.85), alike('surname', 0.85), equal('date_of_birth'), equal('suburb'), equal('state'), alike('address_1', 0.85)],
  },
  historical_50k: {
    sources: [`SELECT unique_id AS id, cluster AS entity, ${FIGURES.join(', ')} FROM read_parquet(${quoteText(join(DATA, 'splink/historical_figures_with_errors_50k.parquet'))})`],
    rules: [['surname', 'dob'], ['first_name', 'dob'], ['postcode_fake', 'first_name'], ['postcode_fake', 'surname'], ['dob', 'birth_place']],
    comparisons: [alike('first_name', 0.88), alike('surname', 0.88), alike('dob', 0.9), alike('postcode_fake', 0.9), equal('birth_place'), equal('occupation')],
  },
};

/** Writes what both sides read, once. */
async function filesOf(database, { sources, ...job }, folder) {
  const files = [];
  for (const [part, sql] of sources.entries()) {
    const path = join(folder, `part-${part}.csv`);
    // No field is quoted but where it must be, and null is an empty one.
    await database.run(`COPY (${sql}) TO ${quoteText(path)} (FORMAT csv, HEADER, NULLSTR '')`);
    files.push(path);
  }
  const path = join(folder, 'job.json');
  writeFileSync(path, JSON.stringify({ ...job, files }));
  return path;
}

async function compareVectors(database, { comparisons }, folder) {
  const names = comparisons.map(({ column }) => column);
  for (const side of ['ours', 'theirs']) {
    await database.run(`CREATE OR REPLACE TABLE ${side} AS SELECT CAST(least(l, r) AS VARCHAR) AS l, CAST(greatest(l, r) AS VARCHAR) AS r, concat(${names.map((name) => `CAST("${name}" AS INTEGER)`).join(', ')}) AS vector
      FROM read_csv(${quoteText(join(folder, `${side}.csv`))}, header = true, all_varchar = true)`);
  }
  const [[both, alone, other]] = await database.rows(`SELECT count(*) FILTER (o.l IS NOT NULL AND t.l IS NOT NULL), count(*) FILTER (o.l IS NULL OR t.l IS NULL), count(*) FILTER (o.vector <> t.vector) FROM ours o FULL JOIN theirs t ON o.l = t.l AND o.r = t.r`);
  if (alone + other > 0) throw new Error(`${alone} pairs are of one side alone, ${other} of ${both} have other vectors`);
  return both;
}

execFileSync('sh', [at('../peers/recordlinkage/install.sh'), flags.recordlinkage], { stdio: ['ignore', 'ignore', 'inherit'] });
const folder = mkdtempSync(join(tmpdir(), 'a423-vectors-'));
const database = await openDuckDb({ threads: 2, folder });
try {
  for (const [name, job] of existsSync(DATA) ? Object.entries(JOBS) : []) {
    const path = await filesOf(database, job, folder);
    const samples = { ours: [], theirs: [] };
    let pairs = 0;
    for (let round = 0; round < Number(flags.rounds); round += 1) {
      const run = (program, script, side) => JSON.parse(execFileSync(program, [at(script), path, join(folder, `${side}.csv`)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
      samples.ours.push(run(process.execPath, 'run-vectors.js', 'ours'));
      samples.theirs.push(run(join(flags.recordlinkage, 'bin/python'), '../peers/recordlinkage/job.py', 'theirs'));
      pairs = await compareVectors(database, job, folder);
    }
    const figure = (side, stage, kind) => median(samples[side].map(({ stages }) => stages[stage][kind]));
    say(`\n${name}: ${formatNumber(pairs)} pairs, the same vectors; recordlinkage's ECM classifier: F1 ${samples.theirs[0].quality.f1.toFixed(4)}\n`);
    say('| Stage | a423, s | recordlinkage, s | ratio | processor s, a423 | recordlinkage | ratio |\n|---|--:|--:|--:|--:|--:|--:|');
    for (const stage of ['load', 'block', 'compare']) {
      say(`| ${[stage, ...['seconds', 'cpuSeconds'].flatMap((kind) => { const [own, their] = [figure('ours', stage, kind), figure('theirs', stage, kind)]; return [own, their, their / own].map(formatNumber); })].join(' | ')} |`);
    }
  }
} finally {
  database.close();
  rmSync(folder, { recursive: true, force: true });
}
