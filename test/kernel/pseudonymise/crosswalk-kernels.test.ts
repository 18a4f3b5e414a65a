// Seals against AES-SIV from the blocks of node:crypto; sets of persons against a Map.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aesSiv } from '../../../src/keyed/index.ts';
import { compareCodes } from '../../../src/pseudonymise/kernel/compare-codes.ts';
import { frameComposite } from '../../../src/pseudonymise/kernel/composite.ts';
import { addRecords, heldPersons, PERSON_GROUPS, type SealedPersons } from '../../../src/pseudonymise/kernel/held-persons.ts';
import { codeOffsets, knownPersons } from '../../../src/pseudonymise/kernel/known-persons.ts';
import { openPerson, sealedPersonBytes, sealPerson } from '../../../src/pseudonymise/kernel/seal-persons.ts';
import { unframeComposite } from '../../../src/pseudonymise/kernel/unframe-composite.ts';
import { sealNaively } from '../../operator/naive-siv.ts';
import { textColumnOf } from '../../text-column.ts';

const subKey = Buffer.from(Array.from({ length: 64 }, (_, index) => (index * 29 + 131) & 255));
const context = Buffer.from('cohort');
const cipher = aesSiv(subKey, context);
const bytes = fc.uint8Array({ maxLength: 200 });
const code = fc.uint8Array({ minLength: 16, maxLength: 16 });
const hex = (value: Uint8Array | null): string | null => (value === null ? null : Buffer.from(value).toString('hex'));

describe('a seal', () => {
  test('is AES-SIV of the code and the value, or of both filled up', () => {
    fc.assert(fc.property(code, bytes, (of, value) => {
      expect(hex(sealPerson(cipher, of, value, false))).toBe(sealNaively(subKey, context, Buffer.concat([of, value])).toString('hex'));
      const filled = Buffer.concat([of, value, Buffer.of(0x80), Buffer.alloc(31 - (value.length % 32))]);
      expect(hex(sealPerson(cipher, of, value, true))).toBe(sealNaively(subKey, context, filled).toString('hex'));
    }));
    expect(sealPerson(cipher, new Uint8Array(16), new Uint8Array(13), false)).toHaveLength(sealedPersonBytes(13));
  });

  test('opens to its value beside its code, and beside no other', () => {
    fc.assert(fc.property(code, code, bytes, fc.boolean(), (of, other, value, isPadded) => {
      const sealed = sealPerson(cipher, of, value, isPadded);
      expect(hex(openPerson(cipher, of, sealed, isPadded))).toBe(hex(value));
      if (hex(of) !== hex(other)) expect(openPerson(cipher, other, sealed, isPadded)).toBeNull();
    }));
  });

  test('does not open when a bit of it was changed, nor under another context, nor when it is noise', () => {
    fc.assert(fc.property(code, bytes, fc.boolean(), fc.nat(), (of, value, isPadded, place) => {
      const sealed = sealPerson(cipher, of, value, isPadded);
      expect(openPerson(aesSiv(subKey, Buffer.from('other')), of, sealed, isPadded)).toBeNull();
      sealed[place % sealed.length]! ^= 1 << (place & 7);
      expect(openPerson(cipher, of, sealed, isPadded)).toBeNull();
    }));
    fc.assert(fc.property(code, bytes, fc.boolean(), (of, noise, isPadded) => {
      expect(openPerson(cipher, of, noise, isPadded)).toBeNull();
      // What another program sealed under the same key, without code or filling, is no seal of ours.
      const short = cipher.seal(noise.subarray(0, 15));
      expect(openPerson(cipher, of, short, isPadded)).toBeNull();
      expect(openPerson(cipher, of, cipher.seal(of), true)).toBeNull();
    }));
  });

  test('of values without one length has the length of others up to 31 bytes', () => {
    const lengths = [0, 1, 13, 31].map((length) => sealPerson(cipher, new Uint8Array(16), new Uint8Array(length), true).length);
    expect(new Set(lengths)).toEqual(new Set([64]));
    expect(sealPerson(cipher, new Uint8Array(16), new Uint8Array(32), true)).toHaveLength(96);
  });
});

describe('known persons', () => {
  const random = (rows: number): Uint8Array => new Uint8Array(randomBytes(16 * rows));

  test('are found by what is drawn, and give their codes', () => {
    const [drawn, codes, strangers] = [random(1000), random(1000), random(100)];
    const known = knownPersons();
    expect(known.add(drawn.subarray(0, 16 * 300), codes, 300)).toBe(-1);
    expect(known.add(drawn.subarray(16 * 300), codes.subarray(16 * 300), 700)).toBe(-1);
    expect(known.size).toBe(1000);
    const rows = new Uint8Array(16 * 1100);
    rows.set(drawn);
    rows.set(strangers, 16 * 1000);
    const valid = new Uint8Array(138).fill(0xff);
    valid[0] = 0b11111110;
    known.replace(rows, valid, 1100);
    expect(hex(rows.subarray(0, 16))).toBe(hex(drawn.subarray(0, 16)));
    expect(hex(rows.subarray(16, 16 * 1000))).toBe(hex(codes.subarray(16)));
    expect(hex(rows.subarray(16 * 1000))).toBe(hex(strangers));
    expect([known.find(drawn, 999), known.find(strangers, 3)]).toEqual([999, -1]);
    expect(known.byteLength).toBeGreaterThan(32_000);
  });

  test('stand once: the first row of a person who was there is told', () => {
    const drawn = random(5);
    const known = knownPersons();
    expect(known.add(new Uint8Array([...drawn.subarray(0, 48), ...drawn.subarray(16, 32)]), random(4), 4)).toBe(3);
    const other = knownPersons();
    expect([other.add(drawn, random(5), 5), other.add(drawn.subarray(64), random(1), 1)]).toEqual([-1, 0]);
  });

  test('that are none find nobody', () => {
    const known = knownPersons();
    const rows = random(3);
    const before = rows.slice();
    known.replace(rows, Uint8Array.of(7), 3);
    expect([hex(rows), known.find(rows, 0), known.add(rows, rows, 0), known.size]).toEqual([hex(before), -1, -1, 0]);
  });
});

describe('held persons', () => {
  /** Few different codes, so that many come again. */
  const person = fc.tuple(fc.nat(40), fc.nat(3)).map(([first, last]) => Uint8Array.from({ length: 16 }, (_, index) => (index === 0 ? first * 6 : index === 15 ? last : 7)));
  const sealOf = (of: Uint8Array): Uint8Array => new Uint8Array(of[0]! % 70).fill(of[15]!);
  const rowsOf = ({ rows, codes, seals }: SealedPersons): (string | null)[][] =>
    Array.from({ length: rows }, (_, row) => [hex(codes.subarray(16 * row, 16 * row + 16)), hex(seals.bytes.subarray(seals.offsets[row], seals.offsets[row + 1]))]);
  const naive = (people: readonly Uint8Array[]): (string | null)[][] =>
    [...new Map(people.map((of) => [hex(of)!, hex(sealOf(of))])).entries()].sort(([left], [right]) => (left < right ? -1 : 1));
  const joined = (people: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(people));

  test('come out once, in the order of their codes, however they were added', () => {
    fc.assert(fc.property(fc.array(person, { maxLength: 200 }), fc.nat(200), (people, cut) => {
      const held = heldPersons();
      const seals: string[] = [];
      for (const part of [people.slice(0, cut), people.slice(cut)]) {
        held.add(joined(part), part.length, (row) => {
          seals.push(hex(part[row]!)!);
          return sealOf(part[row]!);
        });
      }
      expect(rowsOf(held.sorted())).toEqual(naive(people));
      expect([held.size, new Set(seals).size]).toEqual([seals.length, seals.length]);
      held.clear();
      expect([held.size, held.sorted().rows]).toEqual([0, 0]);
    }));
  });

  test('survive as records in groups by first byte, read back in pieces of any size', () => {
    fc.assert(fc.property(fc.array(person, { maxLength: 100 }), fc.integer({ min: 1, max: 90 }), (people, size) => {
      const held = heldPersons();
      held.add(joined(people), people.length, (row) => sealOf(people[row]!));
      const groups = held.records();
      expect(groups).toHaveLength(PERSON_GROUPS);
      const rows = groups.flatMap((records, group) => {
        const again = heldPersons();
        let rest: Uint8Array = new Uint8Array(0);
        for (let from = 0; from < records.length; from += size) {
          const piece = new Uint8Array(Buffer.concat([rest, records.subarray(from, from + size)]));
          rest = piece.subarray(addRecords(again, piece));
        }
        expect(rest).toHaveLength(0);
        const back = rowsOf(again.sorted());
        for (const [of] of back) expect(Number.parseInt(of!.slice(0, 2), 16)).toBe(group);
        return back;
      });
      expect(rows).toEqual(naive(people));
    }));
  });
});

describe('small parts', () => {
  test('codes compare as their hexadecimal does', () => {
    fc.assert(fc.property(code, code, (left, right) => {
      const both = new Uint8Array([...left, ...right]);
      const expected = hex(left)! < hex(right)! ? -1 : hex(left) === hex(right) ? 0 : 1;
      expect(Math.sign(compareCodes(both, 0, both, 1))).toBe(expected);
      expect(compareCodes(left, 0, both, 0)).toBe(0);
    }));
    expect(Array.from(codeOffsets(3))).toEqual([0, 16, 32, 48]);
  });

  test('composites come apart as they were framed, and noise does not', () => {
    const part = fc.option(fc.string({ maxLength: 20, unit: 'grapheme' }), { nil: null });
    fc.assert(fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
      const columns = parts.map((text) => {
        const { offsets, bytes: of } = textColumnOf([text]);
        return { rows: 1, offsets, bytes: of, valid: Uint8Array.of(text === null ? 0 : 1), reasons: Uint8Array.of(text === null ? 1 : 0) };
      });
      const { bytes: framed } = frameComposite(columns, 1, false);
      if (parts.every((text) => text === null)) return;
      expect(unframeComposite(framed)!.map((of) => (of === null ? null : new TextDecoder().decode(of)))).toEqual(parts.map((text) => text?.replace(/^\uFEFF/, '') ?? null));
      expect(unframeComposite(framed.subarray(0, framed.length - 1))).toBeNull();
    }));
    fc.assert(fc.property(bytes, (noise) => {
      expect(() => unframeComposite(noise)).not.toThrow();
    }));
  });
});
