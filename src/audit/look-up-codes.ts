import { columnOf } from '../core/arrow.ts';
import { isValid, plainText } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { byteDictionary, type ByteDictionary } from '../group/index.ts';
import { sameBytes } from '../text/index.ts';
import { cutDigest, type CodeReading } from './kernel/code-readings.ts';
import type { CodePair, Match } from './kernel/find-construction.ts';
import { spell } from './kernel/spellings.ts';

/**
 * Makes the code of every candidate and counts the hidden codes that give their identifier away.
 *
 * @param hidden - the pairs to find, identifiers for judging only.
 * @param match - how codes are made.
 * @param candidates - what to try: the first column, text.
 * @param signal - aborts between blocks.
 * @returns the codes for which the right candidate alone is left (`recovered`), or is among several (`narrowed`).
 * @remarks One digest for each candidate; memory of the hidden pairs.
 */
export async function lookUpCodes(hidden: readonly CodePair[], { construction, reading }: Match, candidates: Dataset, signal?: AbortSignal): Promise<{ readonly recovered: number; readonly narrowed: number }> {
  const { dictionary, bits, placeOf } = indexCodes(hidden, reading);
  const candidatesOf = new Int32Array(dictionary.size);
  const hasRight = new Uint8Array(hidden.length);
  const rowsOf = Array.from({ length: dictionary.size }, (): number[] => []);
  placeOf.forEach((place, row) => {
    if (place >= 0) rowsOf[place]!.push(row);
  });
  for await (const batch of candidates.open(signal)) {
    const column = columnOf(batch, 0);
    if (column.kind !== 'text' && column.kind !== 'coded') continue;
    const text = plainText(column);
    for (let row = 0; row < text.rows; row++) {
      if (!isValid(text.valid, row)) continue;
      const candidate = text.bytes.subarray(text.offsets[row]!, text.offsets[row + 1]!);
      const cut = cutDigest(construction.code(spell(candidate, construction.spelling)), bits, reading.from);
      const place = cut === null ? -1 : dictionary.find(cut, 0, cut.length);
      if (place < 0) continue;
      candidatesOf[place]!++;
      for (const pair of rowsOf[place]!) if (isSame(hidden[pair]!.identifier, candidate)) hasRight[pair] = 1;
    }
  }
  let recovered = 0;
  let narrowed = 0;
  placeOf.forEach((place, row) => {
    if (place < 0 || hasRight[row] === 0) return;
    if (candidatesOf[place] === 1) recovered++;
    else narrowed++;
  });
  return { recovered, narrowed };
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return sameBytes(left, 0, left.length, right, 0, right.length);
}

/** Numbers the hidden codes by their bits; codes of another length than the first are left out. */
function indexCodes(hidden: readonly CodePair[], reading: CodeReading): { readonly dictionary: ByteDictionary; readonly bits: number; readonly placeOf: Int32Array } {
  const read = hidden.map(({ code }) => reading.read(code));
  const bits = read.find((code) => code !== null)?.bits ?? 0;
  const parts = read.map((code) => (code !== null && code.bits === bits ? code.bytes : null));
  const offsets = new Int32Array(hidden.length + 1);
  parts.forEach((part, row) => (offsets[row + 1] = offsets[row]! + (part?.length ?? 0)));
  const bytes = new Uint8Array(offsets[hidden.length]!);
  const valid = new Uint8Array((hidden.length + 7) >> 3);
  parts.forEach((part, row) => {
    if (part === null) return;
    bytes.set(part, offsets[row]!);
    valid[row >> 3]! |= 1 << (row & 7);
  });
  const dictionary = byteDictionary();
  const placeOf = new Int32Array(hidden.length);
  dictionary.encode(offsets, bytes, valid, hidden.length, placeOf);
  return { dictionary, bits, placeOf };
}
