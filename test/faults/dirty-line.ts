// The dirty file, line by line: which rows are at fault, in what way, and what each value was before.
import { cleanRecord, COLUMNS, type ColumnName, type DirtyRow } from './clean-record.ts';
import { FAULT_KINDS, type FaultKind, type Outcome } from './fault-kinds.ts';
import { randomOf, type Random } from './random.ts';

/** A planted fault: the truth that checks are held to. */
export interface Fault {
  readonly line: number;
  readonly column: ColumnName;
  readonly kind: string;
  readonly outcome: Outcome | 'duplicate';
  /** The value before; `null` when the kind replaces the whole row. */
  readonly clean: string | null;
  /** The earlier line that this one repeats, for the two kinds of duplicates. */
  readonly twin: number | null;
}

/** What a file is made of: the same settings give the same lines. */
export interface DirtySettings {
  readonly seed: number;
  /** Share of the rows that are at fault. */
  readonly share: number;
  /** Whether a row may have several faults, in columns that no rule reads together. */
  readonly several: boolean;
}

export interface DirtyLine {
  readonly row: DirtyRow;
  /** Empty for a clean row. */
  readonly faults: readonly Fault[];
}

/** Kinds that repeat an earlier row: its stay number, or all of it. */
export const TWIN_KINDS = ['stayTwice', 'rowTwice'] as const;

/** The names of all kinds. */
export const KIND_NAMES: readonly string[] = [...FAULT_KINDS.map(({ name }) => name), ...TWIN_KINDS];

const DECIDE = 0;
const RECORD = 1;
const MOST_ATTEMPTS = 2000;

/** Columns that one rule reads together: two faults among them would hide each other. */
const TOPICS: readonly (readonly ColumnName[])[] = [['nir', 'sex', 'birthDate', 'birthCommune'], ['admission', 'discharge'], ['familyName'], ['givenName']];
const topicOf = (column: ColumnName): string => TOPICS.find((topic) => topic.includes(column))?.join() ?? column;

const isFaulty = (settings: DirtySettings, line: number): boolean => randomOf(settings.seed, line, DECIDE).chance(settings.share);
const recordOf = (settings: DirtySettings, line: number, attempt = 0): DirtyRow => cleanRecord(randomOf(settings.seed, line, RECORD + attempt), line);

/** Draws an earlier line without a fault; there is none before the first. */
function earlierCleanLine(settings: DirtySettings, line: number, random: Random): number | null {
  for (let attempt = 0; attempt < 50 && line > 1; attempt++) {
    const earlier = random.between(1, line - 1);
    if (!isFaulty(settings, earlier)) return earlier;
  }
  return null;
}

function twinLine(settings: DirtySettings, line: number, kind: (typeof TWIN_KINDS)[number], twin: number): DirtyLine {
  const original = recordOf(settings, twin);
  const own = recordOf(settings, line);
  const row = kind === 'rowTwice' ? { ...original, line: own.line } : { ...own, stay: original.stay };
  return { row, faults: [{ line, column: 'stay', kind, outcome: 'duplicate', clean: kind === 'rowTwice' ? null : own.stay, twin }] };
}

/** Spoils one value, or leaves the row as it is when it does not lend itself to the kind. */
function spoiled(row: DirtyRow, clean: DirtyRow, kind: FaultKind, random: Random): DirtyRow | null {
  const text = clean[kind.column];
  if (text === null) return null;
  const spoilt = kind.spoil(text, random, clean);
  return spoilt === undefined || spoilt === text ? null : { ...row, [kind.column]: spoilt };
}

function faultOf(line: number, clean: DirtyRow, { name, column, outcome }: FaultKind): Fault {
  return { line, column, kind: name, outcome, clean: clean[column], twin: null };
}

/**
 * Makes one line of the file.
 *
 * @param settings - seed and shares.
 * @param line - number of the row, from 1.
 * @returns the row and its faults; both depend on settings and line alone.
 */
export function dirtyLine(settings: DirtySettings, line: number): DirtyLine {
  const random = randomOf(settings.seed, line, DECIDE);
  const clean = recordOf(settings, line);
  if (!random.chance(settings.share)) return { row: clean, faults: [] };
  const wanted = random.pick(KIND_NAMES);
  const first = FAULT_KINDS.find(({ name }) => name === wanted);
  if (first === undefined) {
    const twin = earlierCleanLine(settings, line, random);
    return twin === null ? { row: clean, faults: [] } : twinLine(settings, line, wanted as (typeof TWIN_KINDS)[number], twin);
  }
  // Not every person can have every fault: another one is drawn until the fault fits.
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const person = recordOf(settings, line, attempt);
    const row = spoiled(person, person, first, random);
    if (row !== null) return settings.several ? withMore(row, person, first, random, line) : { row, faults: [faultOf(line, person, first)] };
  }
  throw new Error(`no row lends itself to ${wanted}`);
}

/** Adds up to three faults of other topics. */
function withMore(spoilt: DirtyRow, clean: DirtyRow, first: FaultKind, random: Random, line: number): DirtyLine {
  const kinds = [first];
  let row = spoilt;
  for (let more = random.below(4); more > 0; more--) {
    const kind = random.pick(FAULT_KINDS);
    if (kinds.some(({ column }) => topicOf(column) === topicOf(kind.column))) continue;
    const next = spoiled(row, clean, kind, random);
    if (next === null) continue;
    row = next;
    kinds.push(kind);
  }
  return { row, faults: kinds.map((kind) => faultOf(line, clean, kind)) };
}

/** Makes the lines of a file, in order. */
export function* dirtyLines(settings: DirtySettings, rows: number): Generator<DirtyLine> {
  for (let line = 1; line <= rows; line++) yield dirtyLine(settings, line);
}

const quoted = (text: string): string => /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** Writes one row as a line of CSV. */
export function csvLine(row: DirtyRow): string {
  return `${COLUMNS.map((column) => quoted(row[column] ?? '')).join(',')}\n`;
}

/** The first line of the file. */
export const CSV_HEADER: string = `${COLUMNS.join(',')}\n`;
