import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { basename, extname, resolve, sep } from 'node:path';
import process from 'node:process';
import type { ByteSource, TablePorts } from '../../core/bytes.ts';
import { watchRows, type Dataset } from '../../core/dataset.ts';
import { DataError, PlanError, refusePlan } from '../../core/errors.ts';
import type { Findings } from '../../core/operator.ts';
import { readArrow, readCsv, readFixedWidth, readParquet } from '../../read/index.ts';
import { fileBlob, fileBytes, findFiles, stdinBytes } from '../../read/node.ts';
import type { FileRecord, InputRecord } from '../../report/index.ts';
import { formatProblems } from '../format-rules.ts';
import type { InputFormat, PlanInput } from '../plan.ts';
import { checkUnchanged, hashSeen, seeFile, type SeenFile } from './files.ts';
import { checkSidecars, describeColumns } from './sidecar.ts';

/** An input of a plan with its files. */
export interface BoundInput {
  readonly ports: TablePorts;
  /** Rows of the last complete reading. */
  rows(): number;
  /** Times the files were read, for their rows or their rejects. */
  passes(): number;
  /** Throws `DATA_CHANGED` when a file changed since the input was bound. */
  checkUnchanged(): Promise<void>;
  /** Hashes the files, for what is told of in a report. Standard input is hashed while it is read. */
  hash(signal?: AbortSignal): Promise<HashedInput>;
}

/** An input of a plan whose files are known by their bytes. */
export interface HashedInput extends BoundInput {
  /** SHA-256 of each file; none for standard input. */
  readonly hashes: readonly string[];
  /** What was read, for the report; complete once the input was read. */
  record(): InputRecord;
}

/**
 * Binds an input of a plan to its files.
 *
 * @param name - the input's name.
 * @param input - its declarations.
 * @param files - paths or globs, where `-` alone is standard input; and the folder of releases, whose files no glob takes.
 * @returns the input; none of its rows is read yet.
 * @throws {DataError} when a file is missing, given twice, or was pseudonymised already where an identifier is declared.
 * @throws {PlanError} `PLAN_OUTPUT_PATH` when a glob finds files of earlier releases; `PLAN_OUT_OF_RANGE` when rows are to
 *   be rejected of a format that has no malformed rows.
 */
export async function bindInput(name: string, input: PlanInput, { patterns, out }: InputFiles): Promise<BoundInput> {
  const counts = { rows: 0, rejected: {} as Readonly<Record<string, number>>, passes: 0 };
  const onFindings = (findings: Findings): void => {
    counts.rejected = (findings['rejected'] ?? {}) as Readonly<Record<string, number>>;
  };
  if (patterns.length === 1 && patterns[0] === '-') {
    const hashed = hashing(process.stdin);
    const ports = openText(input, [stdinBytes(hashed.bytes)], input.format ?? { type: 'csv' }, name, onFindings);
    return bound(counting(ports, counts), counts, {
      unchanged: () => Promise.resolve(),
      hash: () => Promise.resolve({ hashes: [], files: () => [hashed.record()] }),
    });
  }
  const paths = await findFiles(patterns);
  await checkPlaces(paths, { patterns, out }, name);
  const files: SeenFile[] = [];
  const makings = await checkSidecars(paths, name, input);
  for (const path of paths) files.push(await seeFile(path, name));
  const format = input.format ?? formatOf(paths, name);
  const problems = formatProblems({ ...input, format }, `inputs.${name}`);
  if (problems.length > 0) throw new PlanError(problems);
  const opened = format.type === 'csv' || format.type === 'fixedWidth' ? openText(input, paths.map(fileBytes), format, name, onFindings) : await openBinary(input, paths, format.type, onFindings);
  const ports = { ...opened, rows: { ...opened.rows, schema: describeColumns(opened.rows.schema, makings) } };
  return bound(counting(ports, counts), counts, {
    async unchanged() {
      for (const file of files) await checkUnchanged(file, name);
    },
    async hash(signal) {
      const records: FileRecord[] = [];
      for (const file of files) {
        const { sha256, bytes } = await hashSeen(file, name, signal);
        records.push({ sha256, bytes });
      }
      return { hashes: records.map(({ sha256 }) => sha256), files: () => records };
    },
  });
}

/** What an input is read from. */
export interface InputFiles {
  /** Paths or globs, several parts in order. */
  readonly patterns: readonly string[];
  /** The folder of releases. */
  readonly out: string;
}

/**
 * Takes the files of an input as a list.
 *
 * @param files - one path or pattern, or several.
 * @returns the list.
 */
export function patternsOf(files: string | readonly string[]): readonly string[] {
  return typeof files === 'string' ? [files] : files;
}

/** Where files of releases are, from the folder of releases on. */
const RELEASE = /^r-[0-9a-f]{16}[\\/]/;

/** A release read back as data, or a part read twice under two paths, would count persons again. */
async function checkPlaces(paths: readonly string[], { patterns, out }: InputFiles, source: string): Promise<void> {
  const folder = `${await realpath(out).catch(() => resolve(out))}${sep}`;
  const seen = new Set<string>();
  for (const path of paths) {
    const real = await realpath(path);
    if (seen.has(real)) throw new DataError('DATA_READ_TWICE', 'the file was given twice', { source, path: basename(path) });
    seen.add(real);
    if (!patterns.includes(path) && real.startsWith(folder) && RELEASE.test(real.slice(folder.length))) {
      refusePlan('PLAN_OUTPUT_PATH', `inputs.${source}`, 'its pattern finds files of earlier releases; keep sources and releases apart, or name the files');
    }
  }
}

interface Counts {
  rows: number;
  rejected: Readonly<Record<string, number>>;
  passes: number;
}

/** What differs between files and standard input. */
interface Origin {
  unchanged(): Promise<void>;
  hash(signal: AbortSignal | undefined): Promise<{ readonly hashes: readonly string[]; files(): readonly FileRecord[] }>;
}

function bound(ports: TablePorts, counts: Counts, { unchanged, hash }: Origin): BoundInput {
  const input: BoundInput = {
    ports,
    rows: () => counts.rows,
    passes: () => counts.passes,
    checkUnchanged: unchanged,
    async hash(signal) {
      const { hashes, files } = await hash(signal);
      return { ...input, hashes, record: () => ({ files: files(), rows: counts.rows, rejected: counts.rejected }) };
    },
  };
  return input;
}

/** Counts the rows of each complete reading; the last one stands. */
function counting({ rows, rejects }: TablePorts, counts: Counts): TablePorts {
  const counted = watchRows(rows, () => {
    counts.passes++;
    let read = 0;
    return {
      rows: (count) => { read += count; },
      end: () => { counts.rows = read; },
    };
  });
  return { rows: counted, rejects: rejects === null ? null : countingOpenings(rejects, counts) };
}

function countingOpenings(rejects: Dataset, counts: Counts): Dataset {
  return {
    schema: rejects.schema,
    open(signal) {
      counts.passes++;
      return rejects.open(signal);
    },
  };
}

function openText(input: PlanInput, sources: readonly ByteSource[], format: InputFormat, name: string, onFindings: (findings: Findings) => void): TablePorts {
  const common = { columns: input.columns, onInvalid: input.onInvalid ?? 'error' } as const;
  const context = { onFindings };
  if (format.type === 'fixedWidth') {
    const { type: _, ...options } = format;
    return readFixedWidth(sources, { ...options, ...common }, context);
  }
  if (format.type !== 'csv') throw new DataError('DATA_FORMAT', 'standard input is read as text; give a file for Arrow or Parquet', { source: name });
  const { type: _, ...options } = format;
  return readCsv(sources, { ...options, ...common, onUndeclared: input.onUndeclared ?? 'error' }, context);
}

async function openBinary(input: PlanInput, paths: readonly string[], type: 'arrow' | 'parquet', onFindings: (findings: Findings) => void): Promise<TablePorts> {
  const options = { columns: input.columns, onUndeclared: input.onUndeclared ?? 'error' } as const;
  const read = type === 'arrow' ? readArrow : readParquet;
  return read(paths.map(fileBlob), options, { onFindings });
}

const FORMATS: Readonly<Record<string, InputFormat['type']>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'csv',
  '.parquet': 'parquet',
  '.arrow': 'arrow',
  '.arrows': 'arrow',
  '.feather': 'arrow',
  '.ipc': 'arrow',
};

function formatOf(paths: readonly string[], name: string): InputFormat {
  const types = new Set(paths.map((path) => FORMATS[extname(path.replace(/\.gz$/i, '')).toLowerCase()]));
  const [type] = types;
  if (types.size !== 1 || type === undefined || type === 'fixedWidth') {
    throw new DataError('DATA_FORMAT', 'the format cannot be told from the file names; declare it (format: { type: csv | fixedWidth | arrow | parquet })', { source: name });
  }
  return { type };
}

/** Hashes what can be read only once while it is read, as it comes: packed if it comes packed, like a file. */
function hashing(input: AsyncIterable<Uint8Array>): { readonly bytes: AsyncIterable<Uint8Array>; record(): FileRecord } {
  const hash = createHash('sha256');
  let bytes = 0;
  let digest = '';
  return {
    bytes: {
      async *[Symbol.asyncIterator]() {
        for await (const piece of input) {
          hash.update(piece);
          bytes += piece.length;
          yield piece;
        }
      },
    },
    record() {
      digest ||= hash.digest('hex');
      return { sha256: digest, bytes };
    },
  };
}
