// Texts in the memory of a kernel: what it writes of them is held against its twin in TypeScript, and against the texts themselves.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layOut } from '../../../../src/link/kernel/compare/compiled-memory.ts';
import { LENGTHS, mightShare, NOTHING_KNOWN, signaturesOf } from '../../../../src/link/kernel/compare/signatures.ts';
import { symbolBytes } from '../../../../src/link/kernel/compare/symbol-bytes.ts';
import { textWriter, type TextDescriber } from '../../../../src/link/kernel/compare/text-records.ts';
import type { TextDictionary } from '../../../../src/link/kernel/records.ts';
import { instantiateKernel, pairLevelsWasm, sharedMemory, type KernelExports } from '../../../../src/wasm/index.ts';
import { codeColumns } from '../../../link/record-table.ts';

const MOST_SYMBOLS = 32;
/** Length of a text that is not measured. */
const NOT_MEASURED = 255;

const textsOf = (values: readonly string[], unit: 'codePoint' | 'byte' = 'codePoint'): TextDictionary =>
  codeColumns([{ kind: 'text', values }], [0], unit)[0]!.dictionary as TextDictionary;

interface Written {
  readonly signatures: Uint32Array;
  readonly lengths: readonly number[];
  /** The bytes of each text. */
  readonly bytes: readonly (readonly number[])[];
}

/** Has dictionaries written one behind the other, and reads back what stands there. */
function written(dictionaries: readonly TextDictionary[]): Written[] {
  const memory = sharedMemory()!;
  const kernel = instantiateKernel<KernelExports & TextDescriber>(pairLevelsWasm, { ask: () => 0 }, memory)!;
  expect(kernel.MOST_SYMBOLS.value).toBe(MOST_SYMBOLS);
  const layout = layOut(2048);
  const write = textWriter(layout, kernel);
  const before = dictionaries.map(({ symbols }) => symbols);
  const addresses = dictionaries.map((texts) => write(texts));
  // Each is written once.
  expect(dictionaries.map((texts) => write(texts))).toEqual(addresses);
  expect(layout.write(memory)).toBe(true);
  // Where symbols are bytes they are read there from now on; where not, others stand for them.
  dictionaries.forEach(({ symbols }, index) => {
    expect(symbols).toEqual(before[index]);
    expect((symbols.buffer as unknown) === memory.buffer).toBe(symbols instanceof Uint8Array);
  });
  return dictionaries.map(({ size, offsets }, index) => {
    const records = new Uint32Array(memory.buffer, addresses[index]!, 4 * (size + 1));
    const codes = Array.from({ length: size }, (_, place) => place + 1);
    return {
      signatures: Uint32Array.from({ length: 2 * (size + 1) }, (_, word) => records[4 * (word >> 1) + (word & 1)]!),
      lengths: codes.map((code) => records[4 * code + 3]!),
      bytes: codes.map((code) => [...new Uint8Array(memory.buffer, records[4 * code + 2]!, offsets[code + 1]! - offsets[code]!)]),
    };
  });
}

/** What the twin tells; of no text, nothing is known. */
const told = (texts: TextDictionary): Uint32Array => Uint32Array.from(signaturesOf(texts), (word, place) => (place === 0 ? NOTHING_KNOWN : word));

const SOME = ['', 'martin', 'MARTIN', 'mmm', 'a'.repeat(32), 'a'.repeat(33), 'ab'.repeat(31), 'a'.repeat(62), 'a'.repeat(63), 'a'.repeat(200), 'aabbccddeeffgghhiijjkkllmmnnoopp', '@.-_ 0'];
const someText = fc.oneof(
  fc.constantFrom(...SOME),
  fc.string({ unit: fc.constantFrom('a', 'b', 'q', 'Q', ' ', '-', 'z', '\0'), maxLength: 40 }),
  fc.string({ unit: fc.constantFrom('e', 'é', 'è', 'ÿ', 'œ', 'Š', '€', '😀', '\0'), maxLength: 40 }),
);

describe('records of texts', () => {
  test('hold the signatures that are told in TypeScript, the lengths of texts that are measured, and their symbols', () => {
    fc.assert(fc.property(fc.uniqueArray(someText, { maxLength: 12 }), fc.constantFrom('codePoint' as const, 'byte' as const), (values, unit) => {
      const texts = textsOf(values, unit);
      const [found] = written([texts]);
      expect(found!.signatures).toEqual(told(texts));
      const symbols = values.map((_, place) => [...texts.symbols.subarray(texts.offsets[place + 1], texts.offsets[place + 2])]);
      expect(found!.lengths).toEqual(symbols.map(({ length }) => (length <= MOST_SYMBOLS ? length : NOT_MEASURED)));
      // Symbols are the same where bytes are.
      const symbolOf = new Map(found!.bytes.flatMap((bytes, text) => bytes.map((byte, place) => [byte, symbols[text]![place]!] as const)));
      expect(found!.bytes.map((bytes) => bytes.map((byte) => symbolOf.get(byte)))).toEqual(symbols);
      expect(new Set(symbolOf.values()).size).toBe(symbolOf.size);
    }), { numRuns: 60 });
  });

  test('of a dictionary without texts, and of one whose only text is empty, say so', () => {
    const [none, empty] = written([textsOf([]), textsOf([''])]);
    expect([...none!.signatures]).toEqual([NOTHING_KNOWN, 0]);
    expect(none!.lengths).toEqual([]);
    expect(empty!.signatures).toEqual(told(textsOf([''])));
    expect(empty!.lengths).toEqual([0]);
  });

  test('of several dictionaries do not meet, whatever the alignment of the one before', () => {
    const dictionaries = [['a'], ['ab', 'c'], ['abc', 'é😀'], ['martin', 'martine', ''], ['x'.repeat(70)]].map((values) => textsOf(values));
    const found = written(dictionaries);
    dictionaries.forEach((texts, index) => { expect(found[index]!.signatures).toEqual(told(texts)); });
    expect(found.map(({ lengths }) => lengths)).toEqual([[1], [2, 1], [3, 2], [6, 7, 0], [NOT_MEASURED]]);
  });

  test('of more symbols than there are bytes deny no pair what it shares, and measure no text that has a symbol without a byte', () => {
    // The last symbols have no byte left.
    const symbols = Array.from({ length: 270 }, (_, place) => String.fromCodePoint(0x4e00 + place));
    const values = [...symbols, `${symbols[0]!}${symbols[1]!}`, `${symbols[0]!}${symbols[269]!}`, `${symbols[268]!}${symbols[269]!}`];
    const texts = textsOf(values);
    const [found] = written([texts]);
    const { symbolOf, hasOthers } = symbolBytes(texts);
    expect(hasOthers).toBe(true);
    const withBytes = new Set([...symbolOf].map((symbol) => String.fromCodePoint(symbol)));
    expect(found!.lengths).toEqual(values.map((value) => ([...value].every((symbol) => withBytes.has(symbol)) ? [...value].length : NOT_MEASURED)));
    expect(found!.lengths.filter((length) => length === NOT_MEASURED)).toHaveLength(270 - 255 + 2);
    // Two that share a symbol: nobody may deny that.
    const sharing = [[271, 272], [272, 273], [1, 271], [270, 272], [269, 273]] as const;
    const needed = new Uint8Array(2 * LENGTHS).fill(1);
    for (const [one, other] of sharing) expect(mightShare(found!.signatures, one, found!.signatures, other, needed)).toBe(1);
  });
});

describe('the bytes of symbols', () => {
  test('say which symbols they stand for', () => {
    const narrow = symbolBytes(textsOf(['aé', 'b'], 'codePoint'));
    expect([...narrow.symbolOf]).toEqual(Array.from({ length: 256 }, (_, byte) => byte));
    expect(narrow.hasOthers).toBe(false);
    const { symbolOf, bytes } = symbolBytes(textsOf(['€a', 'a😀']));
    expect([...symbolOf.subarray(0, 5)]).toEqual([0, 0x20ac, 0x61, 0x1f600, 0]);
    expect([...bytes]).toEqual([1, 2, 2, 3]);
  });
});
