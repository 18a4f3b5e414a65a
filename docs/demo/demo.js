// Runs the main job on synthetic data: 200,000 hospital stays in, an open-data table and a research extract out.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const at = (...parts) => relative(process.cwd(), join(here, ...parts)) || '.';
const stays = at('data', 'stays.csv');
const secretKeyFile = at('data', 'project.key');

/** Runs one command of a423 and shows it as a person would type it. */
function a423(...words) {
  process.stdout.write(`\n$ npx a423 ${words.join(' ')}\n`);
  const started = process.hrtime.bigint();
  const { status } = spawnSync(process.execPath, [join(root, 'dist', 'cli', 'main.js'), ...words], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  process.stdout.write(`(${(Number(process.hrtime.bigint() - started) / 1e9).toFixed(1)} s)\n`);
}

/** Reads the current release of a folder. */
function current(out) {
  const { release } = JSON.parse(readFileSync(join(here, 'out', out, 'current.json'), 'utf8'));
  const directory = join(here, 'out', out, release);
  return { directory, report: JSON.parse(readFileSync(join(directory, 'report.json'), 'utf8')) };
}

mkdirSync(join(here, 'data'), { recursive: true });
rmSync(join(here, 'out'), { recursive: true, force: true });
a423('synthesise', 'stays', '--rows', '200000', '--seed', 'demo', stays);
if (!existsSync(join(here, 'data', 'project.key'))) a423('key', 'new', secretKeyFile);
a423('check', at('open-data.yaml'));
a423('run', at('open-data.yaml'), '--input', `stays=${stays}`, '--out', at('out', 'open-data'));
a423('run', at('research.yaml'), '--input', `stays=${stays}`, '--secret', `project-key=file:${secretKeyFile}`, '--out', at('out', 'research'));

const table = current('open-data');
const extract = current('research');
const protection = table.report.steps.find(({ op }) => op === 'protect').findings;
const check = extract.report.steps.find(({ op }) => op === 'checkKAnonymity').findings;
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const show = (directory, file) => relative(process.cwd(), join(directory, file));

process.stdout.write(`
Open-data table   ${show(table.directory, 'openData.csv')}
                  ${protection.published.toLocaleString('en-GB')} of ${protection.cells.toLocaleString('en-GB')} cells published; withheld:
${Object.entries(protection.withheldByRule).map(([rule, cells]) => `                  ${cells.toLocaleString('en-GB').padStart(8)} by ${rule}`).join('\n')}
                  (totals are not published: they would give withheld cells back by subtraction)
Research extract  ${show(extract.directory, 'extract.parquet')}
                  ${extract.report.outputs.extract.rows.toLocaleString('en-GB')} stays with pseudonyms; ${percent(check.shareBelow)} of the rows in classes below k = ${check.k} persons
Evidence          ${show(table.directory, 'evidence.json')} (publishable)
Reports           ${show(table.directory, 'report.md')} and ${show(extract.directory, 'report.md')} (internal)
`);
