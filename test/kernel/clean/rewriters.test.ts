import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODE_REASONS, codeRewriter, type CodeForm } from '../../../src/clean/kernel/code-form.ts';
import { BECOMES, rewriteRows, type RowRewriter } from '../../../src/clean/kernel/rewrite-rows.ts';
import { ENCODING_REASONS, encodingRewriter } from '../../../src/clean/kernel/undo-double-encoding.ts';
import { MAP_REASONS, prepareMap } from '../../../src/clean/kernel/value-map.ts';
import { appendBytes } from '../../../src/text/index.ts';
import { stringsOf, textColumnOf } from '../../text-column.ts';

interface Rewritten {
  readonly texts: (string | null)[];
  readonly reasons: number[];
  readonly changed: number[];
}

const ALL_WRITTEN = new Uint8Array(8).fill(BECOMES.written);
const REFUSED_NULL = Uint8Array.from({ length: 8 }, (_, code) => (code < 2 ? BECOMES.written : BECOMES.null));

function rewrite(values: readonly (string | Uint8Array | null)[], rewriter: RowRewriter, becomes: Uint8Array): Rewritten {
  const column = textColumnOf(values, 2);
  const result = rewriteRows(column, becomes, rewriter);
  return { texts: stringsOf({ ...result, rows: column.rows }), reasons: [...result.reasons], changed: [...result.isChanged] };
}

describe('rewriting rows', () => {
  /** Writes twice what is there; a text with `x` has reason 2, one with `y` reason 3. */
  const doubling: RowRewriter = (writer, bytes, start, end) => {
    appendBytes(writer, bytes, start, end);
    appendBytes(writer, bytes, start, end);
    const text = new TextDecoder().decode(bytes.subarray(start, end));
    return text.includes('x') ? 2 : text.includes('y') ? 3 : 0;
  };
  test('a refused value is null, or stays as it was, whatever was written for it', () => {
    const becomes = Uint8Array.of(BECOMES.written, BECOMES.null, BECOMES.null, BECOMES.kept);
    expect(rewrite(['a', 'x', null, 'y', ''], doubling, becomes)).toEqual({ texts: ['aa', null, null, 'y', ''], reasons: [0, 2, 1, 3, 0], changed: [1, 0, 0, 0, 0] });
  });
  test('no column is too short for it', () => {
    expect(rewrite([], doubling, ALL_WRITTEN)).toEqual({ texts: [], reasons: [], changed: [] });
  });
});

describe('codes', () => {
  const form = (change: Partial<CodeForm>): CodeForm => ({ width: 0, stripsZeros: false, remove: '', suffix: '', ...change });
  const one = (change: Partial<CodeForm>, text: string): string => {
    const { texts, reasons } = rewrite([text], codeRewriter(form(change)), REFUSED_NULL);
    return texts[0] ?? CODE_REASONS[reasons[0]!]!;
  };
  test.each<[Partial<CodeForm>, string, string]>([
    [{ width: 5 }, '1001', '01001'], [{ width: 5 }, '75056', '75056'], [{ width: 5 }, '750561', 'length'], [{ width: 5 }, ' \u00a01001 ', '01001'], [{ width: 5 }, '', 'empty'], [{ width: 5 }, ' \t', 'empty'],
    [{ width: 5 }, 'é', '0000é'], [{ width: 3 }, 'éèàù', 'length'],
    [{ stripsZeros: true }, '00012', '12'], [{ stripsZeros: true }, '000', '0'], [{ stripsZeros: true }, '0 0', '0'], [{ stripsZeros: true }, 'A00', 'A00'],
    [{ remove: '. -' }, 'E11.9', 'E119'], [{ remove: '. -' }, ' 12-34 56. ', '123456'], [{ remove: '.' }, '...', 'empty'],
    [{ suffix: '.0' }, '750712184.0', '750712184'], [{ suffix: '.0', width: 9 }, '10780054.0', '010780054'], [{ suffix: '.0' }, '1.0.0 .0', '1'], [{ suffix: '.0' }, '.0', 'empty'], [{ suffix: 'ab' }, 'b', 'b'],
    [{}, '  x ', 'x'],
  ])('%j makes of %j %j', (change, text, expected) => {
    expect(one(change, text)).toBe(expected);
  });

  const anyForm = fc.record({ width: fc.constantFrom(0, 1, 5), stripsZeros: fc.boolean(), remove: fc.constantFrom('', '.', ' -', '0'), suffix: fc.constantFrom('', '.0', '-', 'ab') })
    .filter(({ width, stripsZeros }) => width === 0 || !stripsZeros);
  const text = fc.string({ unit: fc.constantFrom(...'001239ab.- \u00a0éx'), maxLength: 10 });
  test('twice is once', () => {
    fc.assert(fc.property(fc.array(fc.option(text)), anyForm, (values, wanted) => {
      const once = rewrite(values, codeRewriter(wanted), REFUSED_NULL);
      expect(rewrite(once.texts, codeRewriter(wanted), REFUSED_NULL)).toMatchObject({ texts: once.texts, changed: values.map(() => 0) });
    }), { numRuns: 1000 });
  });
  test('the language says the same of trimming, removing and padding', () => {
    fc.assert(fc.property(text, fc.constantFrom(0, 3, 8), (value, width) => {
      const bare = value.trim().replaceAll(/[.-]/g, '').trim();
      const expected = bare === '' ? 'empty' : width > 0 && [...bare].length > width ? 'length' : bare.padStart(width, '0');
      expect(one({ width, remove: '.-' }, value)).toBe(expected);
    }), { numRuns: 1000 });
  });
  test('any bytes have a reason', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 80 })), anyForm, (values, wanted) => {
      const { reasons } = rewrite(values, codeRewriter(wanted), REFUSED_NULL);
      expect(reasons.every((reason) => CODE_REASONS[reason] !== undefined)).toBe(true);
    }), { numRuns: 500 });
  });
});

describe('a map of values', () => {
  const map = (pairs: readonly (readonly [string | null, string | null])[]): ReturnType<typeof prepareMap> =>
    prepareMap({ from: textColumnOf(pairs.map(([from]) => from)), to: textColumnOf(pairs.map(([, to]) => to), 1) });
  test('gives each value its own, a missing one where it says so, and no other', () => {
    const { rewrite: rewriter, repeatedRow } = map([['1', 'M'], ['2', 'F'], ['9', null], ['', 'vide']]);
    expect(repeatedRow).toBe(-1);
    const { texts, reasons } = rewrite(['2', '1', '9', '', '3', null, '11'], rewriter, Uint8Array.of(BECOMES.written, BECOMES.null, BECOMES.null, BECOMES.kept));
    expect(texts).toEqual(['F', 'M', null, 'vide', '3', null, '11']);
    expect(reasons.map((reason) => MAP_REASONS[reason])).toEqual(['ok', 'ok', 'toNull', 'ok', 'unmatched', 'null', 'unmatched']);
  });
  test('tells the first row that repeats one or is missing', () => {
    expect(map([['a', 'x'], ['b', 'y'], ['a', 'x'], ['b', 'z']]).repeatedRow).toBe(2);
    expect(map([['a', 'x'], [null, 'y']]).repeatedRow).toBe(1);
    expect(map([]).repeatedRow).toBe(-1);
  });
});

describe('texts encoded twice', () => {
  // Python 3.11, bytes(range(0x80, 0xa0)).decode('cp1252'), undefined bytes as the control characters of their number. The
  // decoder of Node 20 reads these bytes as ISO 8859-1.
  const high = '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';
  /** What a program shows that takes UTF-8 for windows-1252 or ISO 8859-1. */
  const mangle = (text: string, isLatin1 = false): string =>
    Array.from(new TextEncoder().encode(text), (byte) => (byte >= 0x80 && byte < 0xa0 && !isLatin1 ? high[byte - 0x80]! : String.fromCharCode(byte))).join('');
  const fix = (texts: readonly (string | Uint8Array | null)[]): Rewritten => rewrite(texts, encodingRewriter(), ALL_WRITTEN);
  const french = fc.string({ unit: fc.constantFrom(...'abcxyz ABC-\'ÀÂÆÇÈÉÊËÎÏÔŒÙÛÜŸàâæçèéêëîïôœùûüÿ’–—«»…€°'), maxLength: 12 });

  test('are what they were, however often it happened', () => {
    expect(fix(['LefÃ¨vre', 'NoÃ«l', 'Å’uvre', 'Lâ€™HaÃ¿', 'ÃƒÂ©', 'Ã‰MILE', 'Ã\u00a0', '5 â‚¬']).texts).toEqual(['Lefèvre', 'Noël', 'Œuvre', 'L’Haÿ', 'é', 'ÉMILE', 'à', '5 €']);
    fc.assert(fc.property(french.filter((text) => /[^\0-\x7f]/.test(text)), fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }), (text, layers) => {
      const mangled = layers.reduce(mangle, text);
      // What a text looks like that happens to be the mangled form of another cannot be known.
      fc.pre(fix([text]).texts[0] === text);
      expect(fix([mangled]).texts[0]).toBe(text);
    }), { numRuns: 1000 });
  });
  test('are told by a round trip, so that proper French stays', () => {
    const proper = ['Lefèvre', 'CAFÉ…', 'MARCHÉ—', 'L’ÉTÉ’', 'É»', 'ÉÉ', 'Œuvre', '« Noël »', 'Ångström', 'Ã', 'Ã©é', 'abc', '', 'N°', '東京', 'Ελλάδα'];
    expect(fix(proper)).toMatchObject({ texts: proper, changed: proper.map(() => 0) });
  });
  test('in part, or with lost characters, stay and are counted', () => {
    const texts = ['é Ã©', 'Lef\ufffdvre', 'LefÃ¨vre \ufffd', 'ok', null];
    const { texts: found, reasons } = fix(texts);
    expect(found).toEqual(texts);
    expect(reasons.map((reason) => ENCODING_REASONS[reason])).toEqual(['doubtful', 'lost', 'lost', 'ok', 'null']);
  });
  test('twice is once, for any bytes', () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.string({ unit: fc.constantFrom(...'aÃÂ©¨Å“â€™ƒ\u0080\u0090é'), maxLength: 10 }).map((text) => new TextEncoder().encode(text)));
    fc.assert(fc.property(fc.array(bytes), (values) => {
      const column = textColumnOf(values);
      const once = rewriteRows(column, ALL_WRITTEN, encodingRewriter());
      const twice = rewriteRows({ ...once, rows: column.rows }, ALL_WRITTEN, encodingRewriter());
      expect([...twice.bytes]).toEqual([...once.bytes]);
    }), { numRuns: 1000 });
  });
});
