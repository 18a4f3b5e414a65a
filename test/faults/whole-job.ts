// The whole job held to the fault list: a dirty file goes in, and every row, every row set aside and every failing row
// that comes out is the one that was foreseen. Nothing here reads the library; the outputs are read as plain lines.
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { COLUMNS } from './clean-record.ts';
import { csvLine, CSV_HEADER, dirtyLines, type DirtyLine, type DirtySettings } from './dirty-line.ts';
import { DISAGREEMENTS, expectationOf, REJECTED, type Expectation } from './expectations.ts';
import { UNITS } from './places.ts';
import { FAMILY_NAMES, GIVEN_NAMES } from './words.ts';

/** The files of one job, and what is to come out of it. */
export interface Job {
  readonly dirty: string;
  readonly units: string;
  /** What the table of clean rows must be, byte for byte. */
  readonly expected: string;
  /** The faults that are found, not repaired: `line port what`, with the kind that was planted. */
  readonly found: ReadonlyMap<string, string>;
  /** Faulty rows that are repaired, and all rows. */
  readonly repaired: number;
  readonly rows: number;
}

const FOLDED = new Map([...FAMILY_NAMES, ...GIVEN_NAMES]);
const folded = (name: string | null): string => (name === null ? '' : FOLDED.get(name)!);

/** Writes text in pieces of many lines. */
function pieces(path: string): { readonly add: (text: string) => void; readonly close: () => void } {
  const file = openSync(path, 'w');
  let held: string[] = [];
  const flush = (): void => {
    writeSync(file, held.join(''));
    held = [];
  };
  return {
    add: (text) => {
      if (held.push(text) === 5000) flush();
    },
    close: () => {
      flush();
      closeSync(file);
    },
  };
}

/**
 * Writes a dirty file, the table of units beside it, and the clean file that must come out.
 *
 * @param folder - where they go; it exists.
 * @param settings - seed and share of faults.
 * @param rows - rows of the dirty file.
 * @param foresee - what must become of a line; that of the whole plan unless said otherwise.
 */
export function writeJob(folder: string, settings: DirtySettings, rows: number, foresee: (line: DirtyLine) => Expectation = expectationOf): Job {
  const [dirty, units, expected] = ['dirty.csv', 'units.csv', 'expected.csv'].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(units, `unit\n${UNITS.join('\n')}\n`);
  const [spoilt, clean] = [pieces(dirty), pieces(expected)];
  const found = new Map<string, string>();
  let repaired = 0;
  spoilt.add(CSV_HEADER);
  clean.add(`${CSV_HEADER.trimEnd()},familyKey,givenKey\n`);
  for (const line of dirtyLines(settings, rows)) {
    spoilt.add(csvLine(line.row));
    const { row, findings } = foresee(line);
    for (const finding of findings) found.set(finding, line.faults.map(({ kind }) => kind).join('+'));
    if (row === null) continue;
    if (line.faults.length > 0 && findings.length === 0) repaired++;
    clean.add(`${csvLine(row).trimEnd()},${folded(row.familyName)},${folded(row.givenName)}\n`);
  }
  spoilt.close();
  clean.close();
  return { dirty, units, expected, found, repaired, rows };
}

/** How an outcome compares with the fault list. */
export interface Judgement {
  /** Share of the foreseen findings that were made, and share of the findings made that were foreseen. */
  readonly recall: number;
  readonly precision: number;
  /** Kinds of faults that were missed, and findings that nobody planted, each with a count. */
  readonly missed: Readonly<Record<string, number>>;
  readonly unforeseen: Readonly<Record<string, number>>;
  /** Faults that were found for another reason than theirs. */
  readonly wrongReasons: Readonly<Record<string, number>>;
  /** The first line of the clean table that differs from what it must be; 0 when none does. */
  readonly firstDifference: number;
  /** The columns that differ there. */
  readonly differing: readonly string[];
}

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** A row that a job named. */
interface NamedRow {
  readonly finding: string;
  readonly code: string;
}

/** Reads the rows that a job named; none of their cells needs quotes. Failing rows have `check` or `check: reason` as their code. */
function namedIn(path: string, port: 'rejects' | 'failures'): NamedRow[] {
  const [header, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => line.split(','));
  const [line, column, code] = ['rowKey', 'column', 'code'].map((name) => header!.indexOf(name)) as [number, number, number];
  return lines.map((cells) => {
    const [check, reason] = cells[code]!.split(': ');
    return port === 'rejects'
      ? { finding: `${cells[line]!} rejects ${cells[column]!}`, code: cells[code]! }
      : { finding: `${cells[line]!} failures ${check!}`, code: reason ?? '' };
  });
}

/**
 * Compares what a job gave with what it had to give.
 *
 * @param job - what {@link writeJob} made.
 * @param outputs - CSV files of the clean rows, and of the rows named by each port.
 */
export function judgeJob(job: Job, outputs: { readonly clean: string; readonly rejects: string | null; readonly failures: string }): Judgement {
  const named = [...(outputs.rejects === null ? [] : namedIn(outputs.rejects, 'rejects')), ...namedIn(outputs.failures, 'failures')];
  const found = new Set(named.map(({ finding }) => finding));
  const missed = [...job.found].filter(([finding]) => !found.has(finding));
  const unforeseen = [...found].filter((finding) => !job.found.has(finding));
  const [got, wanted] = [outputs.clean, job.expected].map((path) => readFileSync(path));
  const difference = got!.equals(wanted!) ? null : firstDifference(got!.toString('utf8').split('\n'), wanted!.toString('utf8').split('\n'));
  return {
    recall: (job.found.size - missed.length) / job.found.size,
    precision: (found.size - unforeseen.length) / found.size,
    missed: counted(missed.map(([, kind]) => kind)),
    unforeseen: counted(unforeseen.map((finding) => finding.slice(finding.indexOf(' ') + 1))),
    wrongReasons: counted(named.flatMap(({ finding, code }) => {
      const kind = job.found.get(finding);
      const reasons = kind === undefined ? undefined : (finding.includes(' rejects ') ? REJECTED : DISAGREEMENTS)[kind];
      return reasons === undefined || reasons.includes(code) ? [] : [`${kind!}: ${code}`];
    })),
    firstDifference: difference?.line ?? 0,
    differing: difference?.columns ?? [],
  };
}

function firstDifference(got: readonly string[], wanted: readonly string[]): { readonly line: number; readonly columns: readonly string[] } {
  const line = wanted.findIndex((text, index) => text !== got[index]);
  const at = line < 0 ? wanted.length : line;
  const [own, due] = [got[at]?.split(',') ?? [], wanted[at]?.split(',') ?? []];
  return { line: at + 1, columns: [...COLUMNS, 'familyKey', 'givenKey'].filter((_, index) => own[index] !== due[index]) };
}
