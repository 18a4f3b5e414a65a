import { corruptRecord, ERROR_MODEL } from './corrupt.ts';
import { createPeopleWriters, finishPeople, personLeftOut, personOfRow, writeRecord, type MadePeople, type PeopleMaker } from './people.ts';
import { createPerson, fillPerson, STREAMS, type Population } from './population.ts';
import { fillRecord } from './record.ts';
import { shuffleIndex } from './shuffle-index.ts';
import { drawShare, seedGenerator, type GeneratorState } from './xoshiro.ts';

/** How a file of copies is made. */
export interface CopiesShape {
  /** Rows of the file of copies. */
  readonly rows: number;
  /** Rows of the file of persons that they are copies of. */
  readonly persons: number;
  /** Share of the copies that are of persons in that file, in [0, 1]; the others are of their relatives and of strangers. */
  readonly overlap: number;
}

/** Share of the copied persons who are copied a second time. */
const SECOND_COPY_SHARE = 0.08;

const state: GeneratorState = new Int32Array(4);
const moveState: GeneratorState = new Int32Array(4);
const head = createPerson();

/**
 * Counts the copies of persons in the file.
 *
 * @param shape - the shape.
 * @returns an integer in [0, rows]: as many as the overlap asks for and the file of persons has, second copies included.
 */
export function copiedCount(shape: CopiesShape): number {
  return Math.min(Math.round(shape.overlap * shape.rows), shape.persons + Math.floor(SECOND_COPY_SHARE * shape.persons));
}

/**
 * Finds the row of the file of persons that a row of the file of copies is a copy of.
 *
 * @param population - the population.
 * @param shape - the shape.
 * @param row - a row of the copies.
 * @returns the row, from 0, or −1 when the person is not in the file of persons.
 */
export function copiedRow(population: Population, shape: CopiesShape, row: number): number {
  const rank = shuffleIndex(row, shape.rows, population.seedWords, STREAMS.recordOrder);
  const copies = copiedCount(shape);
  if (rank >= copies) return -1;
  const first = Math.min(shape.persons, Math.ceil(copies / (1 + SECOND_COPY_SHARE)));
  return shuffleIndex(rank < first ? rank : rank - first, shape.persons, population.seedWords, STREAMS.copyOrder);
}

/**
 * Makes rows of the file of copies.
 *
 * @param maker - makes persons.
 * @param shape - the shape.
 * @param firstRow - the first row to make.
 * @param rows - how many.
 * @returns the rows, and for each the row of the file of persons (−1 for none) in Float64Array(rows).
 * @remarks O(rows) time; rows do not depend on how the file is cut.
 */
export function makeCopies(maker: PeopleMaker, shape: CopiesShape, firstRow: number, rows: number): { readonly people: MadePeople; readonly copiedRows: Float64Array } {
  const { population, addresses, person, record } = maker;
  const { seedWords } = population;
  const writers = createPeopleWriters(rows);
  const copiedRows = new Float64Array(rows);
  const copies = copiedCount(shape);
  for (let row = 0; row < rows; row++) {
    const copied = copiedRow(population, shape, firstRow + row);
    copiedRows[row] = copied;
    const index = copied >= 0
      ? personOfRow(population, copied, shape.persons)
      : personLeftOut(shuffleIndex(firstRow + row, shape.rows, seedWords, STREAMS.recordOrder) - copies);
    fillPerson(population, index, person, true);
    let relativeNir: Uint8Array | null = null;
    if (person.isChild) {
      fillPerson(population, person.household, head, false);
      relativeNir = head.nir;
    }
    // The whole household has moved or none of it.
    seedGenerator(moveState, seedWords, STREAMS.moved, person.household);
    const hasMoved = drawShare(moveState) < ERROR_MODEL.habits.moved;
    fillRecord(population, addresses, person, hasMoved, record);
    seedGenerator(state, seedWords, STREAMS.copy, firstRow + row);
    corruptRecord(record, relativeNir, state);
    writeRecord(record, 67, firstRow + row + 1, row, writers);
  }
  return { people: finishPeople(writers), copiedRows };
}
