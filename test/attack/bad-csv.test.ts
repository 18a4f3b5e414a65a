// Ten thousand wrong text files: each ends in a typed error or in counted rejects, soon, in little memory, and nothing
// that is said about it holds a value.
import { PassThrough } from 'node:stream';
import process from 'node:process';
import { inspect as show } from 'node:util';
import { describe, expect, test } from 'vitest';
import { bytesInMemory, type ByteSource } from '../../src/core/bytes.ts';
import { DataError } from '../../src/core/errors.ts';
import type { Findings } from '../../src/core/operator.ts';
import { inspect, proposalYaml, readCsv, readFixedWidth, type CsvReadOptions } from '../../src/read/index.ts';
import { stdinBytes } from '../../src/read/node.ts';
import { processorClock } from '../processor-time.ts';
import { rowsOf } from '../small-tables.ts';
import { BAD_TEXTS, CANARIES, draws, type BadText } from './bad-text.ts';

const COLUMNS = {
  nom: { type: 'utf8', role: 'directIdentifier' },
  age: { type: 'int32', role: 'quasiIdentifier', nullable: false },
  jour: { type: 'date', role: 'quasiIdentifier' },
  prix: { type: 'decimal(9,2)', role: 'measure' },
  note: { type: 'utf8', role: 'sensitive' },
} as const;

const FILES_PER_KIND = 500;
const OPTIONS: CsvReadOptions = { columns: COLUMNS, maxFieldBytes: 2000, maxRowBytes: 5000 };

interface Outcome {
  readonly error: DataError | null;
  readonly rows: number;
  readonly rejected: number;
}

/** Tells where a canary stands in what was said, so that a test can name it. */
function canaryIn(words: string): string | undefined {
  return CANARIES.find((canary) => words.includes(canary));
}

/** Everything an error says: its message, its stack, its causes, and every property, hidden ones too. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.message, error.stack ?? '', show(error, { depth: 10, showHidden: true }), JSON.stringify(error), error.cause === undefined ? '' : wordsOf(error.cause)].join('\n');
}

function expectSilence(words: string, what: string): void {
  const canary = canaryIn(words);
  if (canary !== undefined) expect.unreachable(`${what} holds ${canary}: ${words.slice(0, 400)}`);
}

async function outcomeOf(source: ByteSource, onInvalid: 'error' | 'reject'): Promise<Outcome> {
  let findings: Findings = {};
  const { rows, rejects } = readCsv(source, { ...OPTIONS, onInvalid }, { onFindings: (found) => { findings = found; } });
  try {
    const read = await rowsOf(rows);
    expectSilence(JSON.stringify(findings), 'the findings');
    if (rejects !== null) {
      const rejected = await rowsOf(rejects);
      expectSilence(rejected.map((row) => row.map(String).join(' ')).join('\n'), 'the rejects');
      expect(rejected.length).toBe(findings['rejectedRows']);
    }
    return { error: null, rows: read.length, rejected: Number(findings['rejectedRows']) };
  } catch (error) {
    expectSilence(wordsOf(error), 'the error');
    if (!(error instanceof DataError)) throw new Error(`not a DataError: ${(error as Error).name}`);
    return { error, rows: 0, rejected: 0 };
  }
}

const sourceOf = (bytes: Uint8Array, pieceBytes: number): ByteSource => bytesInMemory('bad.csv', bytes, pieceBytes);

/** A source that unpacks, as files do; each opening has its own stream. */
function unpacking(bytes: Uint8Array): ByteSource {
  return {
    name: 'bad.csv',
    open(signal) {
      const stream = new PassThrough();
      stream.end(bytes);
      return stdinBytes(stream).open(signal);
    },
  };
}

describe.each(Object.entries(BAD_TEXTS))('%s', (kind, make) => {
  test(`${FILES_PER_KIND} files end in a typed error or in counted rejects, without a value`, async () => {
    const seed = [...kind].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) >>> 0, 7);
    const before = process.memoryUsage().rss;
    let slowest = 0;
    const codes = new Map<string, number>();
    for (let file = 0; file < FILES_PER_KIND; file++) {
      const draw = draws(seed + file);
      const bad: BadText = make(draw);
      const source = kind === 'damaged gzip' ? unpacking(bad.bytes) : sourceOf(bad.bytes, 1 + draw(300));
      const spent = processorClock();
      const onInvalid = file % 2 === 0 ? 'error' : 'reject';
      const { error, rows, rejected } = await outcomeOf(source, onInvalid);
      slowest = Math.max(slowest, spent());
      const place = `file ${file}`;
      if (error === null) {
        expect(onInvalid, place).toBe('reject');
        expect(rejected, place).toBeGreaterThan(0);
        // What is right is read, however wrong its neighbours are.
        if (bad.goodRows >= 0) expect(rows, place).toBe(bad.goodRows);
      } else codes.set(error.code, (codes.get(error.code) ?? 0) + 1);
    }
    expect([...codes.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(FILES_PER_KIND / 2);
    expect(slowest).toBeLessThan(5000);
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(300);
  });
});

describe('other ways in', () => {
  test('inspecting a wrong file shows no value', async () => {
    for (const [kind, make] of Object.entries(BAD_TEXTS)) {
      if (kind === 'damaged gzip' || kind === 'another header') continue;
      for (let file = 0; file < 25; file++) {
        const { bytes } = make(draws(file * 977 + kind.length));
        // A few bytes of noise after a word are a text like any other.
        if (kind === 'no text at all' && bytes.length < 200) continue;
        const words = await inspect(sourceOf(bytes, 1 << 16)).then((proposal) => proposalYaml('bad', proposal), (error: unknown) => {
          expect(error).toBeInstanceOf(DataError);
          return wordsOf(error);
        });
        expectSilence(words, `the proposal for ${kind}`);
      }
    }
  });

  test('500 files read as fixed width end in a typed error or in counted rejects', async () => {
    const fields = { nom: { start: 1, length: 15 }, age: { start: 16, length: 9 }, jour: { start: 25, length: 10 } };
    const { nom, age, jour } = COLUMNS;
    for (let file = 0; file < 500; file++) {
      const kinds = Object.values(BAD_TEXTS);
      const { bytes } = kinds[file % kinds.length]!(draws(file));
      let findings: Findings = {};
      const { rows } = readFixedWidth(sourceOf(bytes, 100), { columns: { nom, age, jour }, fields, maxRowBytes: 5000, onInvalid: file % 2 === 0 ? 'error' : 'reject' }, { onFindings: (found) => { findings = found; } });
      try {
        await rowsOf(rows);
        expect(Number(findings['rejectedRows'])).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
        expectSilence(wordsOf(error), 'the error');
      }
    }
  });
});

describe('large files', () => {
  const repeated = (start: string, unit: string, megabytes: number): ByteSource => ({
    name: 'large.csv',
    async *open() {
      await Promise.resolve();
      yield Buffer.from(`nom;age;jour;prix;note\n${start}`);
      const piece = Buffer.from(unit.repeat(Math.ceil(65_536 / unit.length)));
      for (let bytes = 0; bytes < megabytes * 2 ** 20; bytes += piece.length) yield piece;
    },
  });

  test.each([
    ['a quote that is never closed', '"Kanarienvogel', 'Kanarienvogel;1;;;\n'], ['a field without end', '', 'Kanarienvogel'], ['quotes without end', '"', '""'], ['delimiters without end', '', ';'], ['a quote opened on every line', '', 'Kanarienvogel;"1;;;\n'], ['line ends only and one short row', 'x', '\n\r'],
  ])('16 MiB of %s are done in time and memory', async (_name, start, unit) => {
    const before = process.memoryUsage().rss;
    const spent = processorClock();
    const strict = await outcomeOf(repeated(start, unit, 16), 'error');
    expect(strict.error).not.toBeNull();
    const { rows, rejects } = readCsv(repeated(start, unit, 16), { ...OPTIONS, onInvalid: 'reject' });
    let read = 0;
    for await (const batch of rows.open()) read += batch.numRows;
    let rejected = 0;
    for await (const batch of rejects!.open()) rejected += batch.numRows;
    expect(rejected).toBeGreaterThan(0);
    expect(read + rejected).toBeGreaterThan(0);
    expect(spent()).toBeLessThan(10_000);
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(300);
  });
});

describe('the attack itself', () => {
  test('has at least 10,000 files and 500 of each kind', () => {
    expect(FILES_PER_KIND).toBeGreaterThanOrEqual(500);
    expect(FILES_PER_KIND * Object.keys(BAD_TEXTS).length).toBeGreaterThanOrEqual(10_000);
  });

  test('would notice: a message that quotes the data is caught', () => {
    expect(canaryIn(wordsOf(new Error('cannot parse "Kanarienvogel12"')))).toBe('Kanarienvogel');
    expect(canaryIn(wordsOf(new Error('wrong', { cause: new TypeError('at 74185296') })))).toBe('74185296');
    expect(canaryIn(wordsOf(Object.assign(new Error('wrong'), { record: ['741.85'] })))).toBe('741.85');
  });

  test('has a value to find in every file of rows', () => {
    for (const [kind, make] of Object.entries(BAD_TEXTS)) {
      if (['cut off inside the header', 'damaged gzip', 'UTF-16'].includes(kind)) continue;
      expect(canaryIn(Buffer.from(make(draws(3)).bytes).toString('latin1')), kind).toBeDefined();
    }
  });
});
