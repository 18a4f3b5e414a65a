import type { RecordBatch, Schema } from 'apache-arrow';
import { makeBatch } from '../core/arrow.ts';
import type { ByteSource, TablePorts } from '../core/bytes.ts';
import { DataError } from '../core/errors.ts';
import { declareSchema, type ColumnDeclaration } from '../core/field.ts';
import type { Findings, OperatorContext } from '../core/operator.ts';
import { REJECTS_SCHEMA } from '../core/rejects.ts';
import { compactFeed, createByteFeed, fillFeed, isFeedFull, type ByteFeed } from './kernel/byte-feed.ts';
import { createCellBlock, dropFaultyRows, FAULT_NAMES, MOST_MALFORMED, type CellBlock, type CellScanner } from './kernel/cells.ts';
import type { CellParser } from './kernel/parser.ts';
import { faultCode, faultError } from './text-faults.ts';
import { MOST_REJECTS, textRejects, type TextRejects } from './text-rejects.ts';

/** How the rows of one file are laid out, known once its first bytes are. */
export interface TextLayout {
  readonly scanner: CellScanner;
  /** Names of the fields of every row, for messages. */
  readonly fieldNames: readonly string[];
  /** Field of each declared column, in the order of the declarations. */
  readonly fieldOfColumn: readonly number[];
  /** First byte of the first row. */
  readonly next: number;
}

/** What makes a table of text files. */
export interface TextTable {
  /** Files whose rows follow each other. */
  readonly sources: readonly ByteSource[];
  readonly columns: Readonly<Record<string, ColumnDeclaration>>;
  /** Reads the start of a file; `null` when more bytes are needed, never when `isLast`. */
  readonly layOut: (source: string, bytes: Uint8Array, to: number, isLast: boolean) => TextLayout | null;
  /** Makes fresh parsers, one per declared column. */
  readonly parsers: () => CellParser[];
  readonly onInvalid: 'error' | 'reject';
  readonly batchRows: number;
}

/** What a reader uses of its surroundings. */
export type ReadContext = Pick<OperatorContext, 'onFindings'>;

/** Bytes scanned at a time: enough to spread the cost of a round, few enough to stay near the processor. */
const FEED_BYTES = 1 << 17;

/** Bytes of text after which a batch is handed over before it has all its rows. */
const BATCH_TEXT_BYTES = 1 << 24;

/**
 * Makes the two ports of a table of text files: its rows, and its rejected rows when rows are rejected.
 *
 * @param table - files, columns and layout.
 * @param context - receives the findings of each complete reading: rows, rejected rows, rejected rows by code.
 * @returns the ports; each opening of either reads the files from their start.
 * @remarks Holds one batch under construction and one stretch of bytes, which grows to the longest row.
 */
export function textTable(table: TextTable, context: ReadContext = {}): TablePorts {
  const schema = declareSchema(table.columns);
  return {
    rows: {
      schema,
      async *open(signal) {
        const reading = startReading(table, schema, null);
        yield* readAll(table, reading, signal);
        context.onFindings?.(reading.findings());
      },
    },
    rejects: table.onInvalid === 'error' ? null : {
      schema: REJECTS_SCHEMA,
      async *open(signal) {
        yield* readAll(table, startReading(table, schema, textRejects()), signal);
      },
    },
  };
}

/** One reading under way. */
interface Reading {
  /** Begins a file. */
  begin(source: string): void;
  /** Reads what the feed holds until a batch is full or bytes are wanting (`null`). */
  next(feed: ByteFeed, isLast: boolean): RecordBatch | null;
  /** Gives what is left at the end. */
  flush(): RecordBatch | null;
  findings(): Findings;
}

async function* readAll(table: TextTable, reading: Reading, signal: AbortSignal | undefined): AsyncGenerator<RecordBatch, void, undefined> {
  if (table.sources.length === 0) throw new DataError('DATA_FILE_MISSING', 'no file was given');
  for (const source of table.sources) {
    const feed = createByteFeed(FEED_BYTES);
    reading.begin(source.name);
    for await (const piece of source.open(signal)) {
      signal?.throwIfAborted();
      for (let used = 0; used < piece.length;) {
        used += fillFeed(feed, piece, used);
        if (!isFeedFull(feed)) continue;
        for (let batch = reading.next(feed, false); batch !== null; batch = reading.next(feed, false)) yield batch;
        compactFeed(feed);
      }
    }
    for (let batch = reading.next(feed, true); batch !== null; batch = reading.next(feed, true)) yield batch;
  }
  const rest = reading.flush();
  if (rest !== null) yield rest;
}

// Reads for the rows, or for the rejected rows when they are to be collected.
function startReading(table: TextTable, schema: Schema, rejects: TextRejects | null): Reading {
  const { batchRows, onInvalid } = table;
  const declarations = Object.values(table.columns);
  const parsers = table.parsers();
  const rejected = new Float64Array(FAULT_NAMES.length);
  let source = '';
  let layout: TextLayout | null = null;
  let block: CellBlock | null = null;
  // Columns in the order of their fields, so that the first field at fault in a row is the one reported.
  let order: readonly number[] = [];
  let held = 0;
  let rows = 0;
  let rowsInFile = 0;
  let rowsBefore = 0;

  function parse(cells: CellBlock, { fieldOfColumn }: TextLayout): void {
    for (const column of order) parsers[column]!.parse(cells, fieldOfColumn[column]!, held);
  }

  function refuse(cells: CellBlock, { fieldNames, fieldOfColumn }: TextLayout): void {
    for (const { row, field, fault } of cells.malformed) {
      if (onInvalid === 'error') {
        throw faultError(fault, source, fieldNames[field]!, declarations[fieldOfColumn.indexOf(field)], rowsInFile + row + 1);
      }
      rejected[fault]!++;
      rejects?.add(rowsBefore + rowsInFile + row + 1, fieldNames, field, fault);
    }
  }

  function flush(): RecordBatch | null {
    if (rejects !== null) {
      for (const parser of parsers) parser.rewind(0, held);
      held = 0;
      return rejects.take();
    }
    if (held === 0) return null;
    const batch = makeBatch(schema, parsers.map((parser) => parser.finish(held)), held);
    rows += held;
    held = 0;
    return batch;
  }

  return {
    begin(name) {
      rowsBefore += rowsInFile;
      rowsInFile = 0;
      source = name;
      layout = null;
    },
    next(feed, isLast) {
      if (layout === null) {
        if (isLast && feed.to === feed.from) throw new DataError('DATA_FILE_EMPTY', 'the file is empty', { source });
        const found = table.layOut(source, feed.bytes, feed.to, isLast);
        if (found === null) return null;
        layout = found;
        feed.from = found.next;
        order = found.fieldOfColumn.map((_, column) => column).sort((left, right) => found.fieldOfColumn[left]! - found.fieldOfColumn[right]!);
        if (block?.fields !== found.fieldNames.length) block = createCellBlock(found.fieldNames.length);
      }
      const cells = block!;
      for (;;) {
        const room = batchRows - held;
        feed.from = layout.scanner.scan(cells, feed.bytes, feed.from, feed.to, isLast, room);
        const isBlockFull = cells.rows === Math.min(room, cells.maxRows) || cells.malformed.length >= MOST_MALFORMED;
        const scanned = cells.rows;
        parse(cells, layout);
        if (cells.rowFaultCount > 0) {
          for (const parser of parsers) parser.rewind(held, held + scanned);
          dropFaultyRows(cells);
          if (onInvalid === 'reject') parse(cells, layout);
        }
        if (cells.malformed.length > 0) refuse(cells, layout);
        held += cells.rows;
        rowsInFile += cells.allRows;
        const isBatchFull = held === batchRows || parsers.reduce((sum, parser) => sum + parser.textBytes(), 0) > BATCH_TEXT_BYTES;
        if (isBatchFull || (rejects !== null && rejects.count() >= MOST_REJECTS)) {
          const batch = flush();
          if (batch !== null) return batch;
        }
        if (!isBlockFull) return null;
      }
    },
    flush,
    findings: () => ({
      rows,
      rejectedRows: rejected.reduce((sum, count) => sum + count, 0),
      rejected: Object.fromEntries(FAULT_NAMES.flatMap((_, fault) => (rejected[fault]! > 0 ? [[faultCode(fault), rejected[fault]!]] : []))),
    }),
  };
}
