import { foldLetters } from '../../text/index.ts';
import { appendUnit, copyCell, createCell, type Cell } from './cell.ts';
import { ALIKE, KEYBOARD } from './tables/misspellings.ts';
import { wordList, type WordList } from './word-list.ts';
import { drawBelow, drawShare, type GeneratorState } from './xoshiro.ts';

/** Pairs of spellings: `from` at even indexes, `to` at the next. */
const alike: WordList = wordList(ALIKE.split(';').flatMap((pair) => pair.split(' ')));
/** Neighbours on the keyboard by letter. */
const keyboard: WordList = wordList(Array.from({ length: 26 }, (_, letter) => {
  const entry = KEYBOARD.split(';').find((candidate) => candidate.charCodeAt(0) === 97 + letter);
  return entry!.split(' ')[1]!;
}));
/** Capital letters without accents, by code unit. */
const capitals: WordList = wordList(Array.from({ length: 0x180 }, (_, unit) => foldLetters(String.fromCharCode(unit)).toUpperCase()));

const scratch: Cell = createCell();

/**
 * Makes a typing mistake: a letter or digit replaced by its neighbour, left out, doubled, or exchanged with the next.
 *
 * @param cell - changed in place; texts of fewer than 2 characters stay.
 * @param state - the generator.
 */
export function mistype(cell: Cell, state: GeneratorState): void {
  const { length, units } = cell;
  const kind = drawBelow(state, 4);
  const at = drawBelow(state, Math.max(1, length));
  const share = drawShare(state);
  if (length < 2) return;
  if (kind === 0) units[at] = neighbour(units[at]!, share);
  else if (kind === 1) {
    units.copyWithin(at, at + 1, length);
    cell.length--;
  } else if (kind === 2) {
    const last = units[length - 1]!;
    units.copyWithin(at + 1, at, length - 1);
    appendUnit(cell, last);
  } else if (at + 1 < length) {
    const first = units[at]!;
    units[at] = units[at + 1]!;
    units[at + 1] = first;
  }
}

function neighbour(unit: number, share: number): number {
  if (unit >= 48 && unit <= 57) return 48 + ((unit - 48 + (share < 0.5 ? 1 : 9)) % 10);
  const lower = unit | 0x20;
  if (lower < 97 || lower > 122 || unit > 122) return unit;
  const start = keyboard.offsets[lower - 97]!;
  const found = keyboard.units[start + Math.floor(share * (keyboard.offsets[lower - 96]! - start))]!;
  return unit === lower ? found : found - 32;
}

/**
 * Writes a name as it might be heard: one spelling replaced by another that sounds alike.
 *
 * @param cell - changed in place; a name in which no spelling of the list occurs stays.
 * @param state - the generator.
 */
export function mishear(cell: Cell, state: GeneratorState): void {
  const pairs = alike.count / 2;
  const first = drawBelow(state, pairs);
  const from = drawBelow(state, Math.max(1, cell.length));
  for (let step = 0; step < pairs; step++) {
    const pair = (first + step) % pairs;
    const at = find(cell, 2 * pair, from);
    if (at > 0) {
      replace(cell, at, 2 * pair);
      return;
    }
  }
}

// Finds a spelling after the first letter, from a position on and then from the start; −1 when it does not occur.
function find(cell: Cell, word: number, from: number): number {
  const start = alike.offsets[word]!;
  const length = alike.offsets[word + 1]! - start;
  const places = cell.length - length;
  for (let step = 0; step < places; step++) {
    const at = 1 + ((from + step) % places);
    let same = true;
    for (let index = 0; same && index < length; index++) same = cell.units[at + index] === alike.units[start + index];
    if (same) return at;
  }
  return -1;
}

function replace(cell: Cell, at: number, word: number): void {
  const length = alike.offsets[word + 1]! - alike.offsets[word]!;
  copyCell(cell, scratch);
  cell.length = at;
  for (let index = alike.offsets[word + 1]!; index < alike.offsets[word + 2]!; index++) appendUnit(cell, alike.units[index]!);
  for (let index = at + length; index < scratch.length; index++) appendUnit(cell, scratch.units[index]!);
}

/**
 * Writes a text in capitals without accents, as many files do.
 *
 * @param cell - changed in place.
 */
export function capitalise(cell: Cell): void {
  if (cell.length < 0) return;
  copyCell(cell, scratch);
  cell.length = 0;
  for (let index = 0; index < scratch.length; index++) {
    const unit = scratch.units[index]!;
    if (unit >= capitals.count) appendUnit(cell, unit);
    else for (let at = capitals.offsets[unit]!; at < capitals.offsets[unit + 1]!; at++) appendUnit(cell, capitals.units[at]!);
  }
}

/**
 * Keeps the first part of a compound name: `Jean-Pierre` becomes `Jean`.
 *
 * @param cell - changed in place; other names stay.
 */
export function keepFirstPart(cell: Cell): void {
  for (let index = 1; index < cell.length; index++) {
    if (cell.units[index] === 0x2d || cell.units[index] === 0x20) {
      cell.length = index;
      return;
    }
  }
}
