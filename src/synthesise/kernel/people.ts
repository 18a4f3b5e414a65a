import { createTextWriter, endRow, finishText, reserve, type TextBytes, type TextWriter } from '../../text/index.ts';
import { writeCell } from './cell.ts';
import { createPerson, fillPerson, STREAMS, type Person, type Population } from './population.ts';
import { createAddresses, createRecord, fillRecord, type Addresses, type PersonRecord } from './record.ts';
import { shuffleIndex } from './shuffle-index.ts';

/** A text column with its validity bits, least significant bit first. */
export interface MadeText extends TextBytes {
  readonly valid: Uint8Array;
}

/** Rows of a file of persons. */
export interface MadePeople {
  readonly recordIds: TextBytes;
  /** One column per field of a record, in the order of `FIELD`. */
  readonly fields: readonly MadeText[];
  /** Int32Array(rows): days since 1970-01-01; 0 where null. */
  readonly birthDays: Int32Array;
  readonly birthValid: Uint8Array;
}

/** What is needed to write files of persons; reused from batch to batch. */
export interface PeopleMaker {
  readonly population: Population;
  readonly addresses: Addresses;
  readonly person: Person;
  readonly record: PersonRecord;
}

/**
 * Prepares the making of persons.
 *
 * @param population - the population.
 * @returns the maker.
 */
export function createPeopleMaker(population: Population): PeopleMaker {
  return { population, addresses: createAddresses(), person: createPerson(), record: createRecord() };
}

/**
 * Numbers the persons of a file among all persons. Every sixth person of the population is left out of the file, so that
 * others can tell of relatives of the persons in it who are not in it themselves.
 *
 * @param position - a position in the file, shuffled.
 * @returns the person.
 */
export function personInFile(position: number): number {
  return position + Math.floor(position / 5);
}

/**
 * Numbers the persons left out of the file.
 *
 * @param position - 0 and up.
 * @returns the person.
 */
export function personLeftOut(position: number): number {
  return 6 * position + 5;
}

/**
 * Finds the person of a row of the file of persons.
 *
 * @param population - the population.
 * @param row - a row in [0, rows).
 * @param rows - rows of the whole file.
 * @returns the person; relatives stand far apart.
 */
export function personOfRow(population: Population, row: number, rows: number): number {
  return personInFile(shuffleIndex(row, rows, population.seedWords, STREAMS.peopleOrder));
}

/** Columns of a file of persons under construction. */
export interface PeopleWriters {
  readonly recordIds: TextWriter;
  readonly fields: readonly TextWriter[];
  readonly valid: readonly Uint8Array[];
  readonly birthDays: Int32Array;
  readonly birthValid: Uint8Array;
}

/** Bytes that each field takes on average, as a first guess. */
const FIELD_BYTES: readonly number[] = [15, 8, 10, 4, 1, 5, 5, 26, 5, 16, 10, 22];

/**
 * Starts the columns of a batch.
 *
 * @param rows - rows of the batch.
 * @returns empty columns.
 */
export function createPeopleWriters(rows: number): PeopleWriters {
  const bitmap = (): Uint8Array => new Uint8Array((rows + 7) >> 3);
  return {
    recordIds: createTextWriter(rows, 10 * rows),
    fields: FIELD_BYTES.map((bytes) => createTextWriter(rows, bytes * rows)),
    valid: FIELD_BYTES.map(bitmap),
    birthDays: new Int32Array(rows),
    birthValid: bitmap(),
  };
}

/**
 * Writes one record.
 *
 * @param record - the record.
 * @param letter - code of the first character of the record's number.
 * @param number - the record's number, in [0, 10⁹).
 * @param row - row of the batch.
 * @param writers - the columns.
 */
export function writeRecord(record: PersonRecord, letter: number, number: number, row: number, writers: PeopleWriters): void {
  writeRowId(writers.recordIds, letter, number);
  for (let field = 0; field < writers.fields.length; field++) {
    if (writeCell(record.cells[field]!, writers.fields[field]!)) writers.valid[field]![row >> 3]! |= 1 << (row & 7);
  }
  if (!record.hasBirthDate) return;
  writers.birthDays[row] = record.birthDays;
  writers.birthValid[row >> 3]! |= 1 << (row & 7);
}

/**
 * Writes a unique number of a row: a letter and nine digits.
 *
 * @param writer - the column.
 * @param letter - code of the letter.
 * @param number - in [0, 10⁹).
 */
export function writeRowId(writer: TextWriter, letter: number, number: number): void {
  reserve(writer, 10);
  writer.bytes[writer.at] = letter;
  for (let rest = number, index = writer.at + 9; index > writer.at; index--, rest = Math.floor(rest / 10)) writer.bytes[index] = 48 + (rest % 10);
  writer.at += 10;
  endRow(writer);
}

/**
 * Ends a batch.
 *
 * @param writers - columns whose rows are all written.
 * @returns the finished columns.
 */
export function finishPeople(writers: PeopleWriters): MadePeople {
  return {
    recordIds: finishText(writers.recordIds),
    fields: writers.fields.map((writer, field) => ({ ...finishText(writer), valid: writers.valid[field]! })),
    birthDays: writers.birthDays,
    birthValid: writers.birthValid,
  };
}

/**
 * Makes rows of the file of persons.
 *
 * @param maker - the maker.
 * @param firstRow - the first row to make.
 * @param rows - how many.
 * @param totalRows - rows of the whole file.
 * @returns the rows; they do not depend on how the file is cut.
 * @remarks O(rows) time.
 */
export function makePeople(maker: PeopleMaker, firstRow: number, rows: number, totalRows: number): MadePeople {
  const { population, addresses, person, record } = maker;
  const writers = createPeopleWriters(rows);
  for (let row = 0; row < rows; row++) {
    fillPerson(population, personOfRow(population, firstRow + row, totalRows), person, true);
    fillRecord(population, addresses, person, false, record);
    writeRecord(record, 80, firstRow + row + 1, row, writers);
  }
  return finishPeople(writers);
}

