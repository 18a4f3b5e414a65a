// Expressions that fit the start of a text in one way: which they are, and that they find what any engine finds.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extractTexts } from '../../../../src/link/kernel/records/derive-text.ts';
import { decodeTexts, encodeTexts } from '../../../../src/link/kernel/records/map-texts.ts';
import { compileExpression, type RegularExpression } from '../../../../src/link/kernel/records/match-expression.ts';
import { prefixEnd } from '../../../../src/link/kernel/records/match-prefix.ts';

function compiled(pattern: string, group = 0): RegularExpression {
  const expression = compileExpression(pattern, group);
  if ('message' in expression) throw new Error(expression.message);
  return expression;
}

/** What becomes of each text. */
function extracted(pattern: string, texts: readonly string[], orEmpty = false): (string | null)[] {
  const distinct = [...new Set(texts)];
  const { values, codeOf } = extractTexts(encodeTexts(distinct).values, compiled(pattern), orEmpty);
  const made = decodeTexts(values);
  return texts.map((text) => {
    const code = codeOf[distinct.indexOf(text)]!;
    return code < 0 ? null : made[code]!;
  });
}

describe('an expression fits in one way', () => {
  test.each(['^[^@]+', '^[A-Za-z]{1,2}', '^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]', '^\\d{5}$', '^a{2}a*', '^[a-z]*$', '^', '^.', '^[a-c]?[d-f]?g'])('%s', (pattern) => {
    expect(compiled(pattern).prefix).not.toBeNull();
  });

  test.each([
    ['it may begin anywhere', '[^@]+'], ['a run may have to give back', '^[a-z]*z'], ['a run may have to give back to the one after the next', '^[a-z]*[0-9]?[a-z]'],
    ['fewer are wanted', '^a+?'], ['there is a choice', '^a|b'], ['a group repeats', '^(ab)+'], ['a boundary is asked for', '^a\\b'], ['it ends before its end', '^a$b'],
  ])('not where %s: %s', (_, pattern) => {
    expect(compiled(pattern).prefix).toBeNull();
  });

  test('not where a group is taken out of what fits', () => {
    expect(compiled('^([a-z]+)', 1).prefix).toBeNull();
  });
});

describe('what fits the start of a text', () => {
  const bytes = new TextEncoder().encode('xx12ab@34');
  const endOf = (pattern: string): number => prefixEnd(compiled(pattern).prefix!, bytes, 2, 6);

  test('is looked for between two bytes of many texts', () => {
    expect(['^[0-9]+', '^[0-9]', '^[0-9]{3}', '^[^@]+', '^[^@]+$', '^[0-9]+$', '^', '^$', '^x'].map(endOf)).toEqual([4, 3, -1, 6, 6, -1, 2, -1, -1]);
  });

  test('is what ECMAScript finds, whatever the chain of classes and the text, in ASCII and beyond', () => {
    const atom = fc.constantFrom('a', 'b', '[ab]', '[^a]', '[c-e]', '\\d', '.', '[^@]');
    const count = fc.constantFrom('', '', '+', '*', '?', '{2}', '{1,2}', '{0}', '{2,}');
    const pattern = fc.tuple(fc.array(fc.tuple(atom, count).map((parts) => parts.join('')), { maxLength: 4 }), fc.constantFrom('', '$')).map(([runs, end]) => `^${runs.join('')}${end}`);
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '@', 'é', '\n', '😀'), maxLength: 7 }), { minLength: 1, maxLength: 8 });
    let simple = 0;
    fc.assert(fc.property(pattern, texts, fc.boolean(), (expression, given, orEmpty) => {
      if (compiled(expression).prefix !== null) simple++;
      // The engine of the platform backtracks; nothing of it is shared.
      const found = given.map((text) => new RegExp(expression, 'u').exec(text)?.[0] ?? '');
      expect(extracted(expression, given, orEmpty)).toEqual(found.map((text) => (text === '' && !orEmpty ? null : text)));
    }), { numRuns: 2000 });
    expect(simple).toBeGreaterThan(200);
  });

  test('is read as U+FFFD where bytes are no UTF-8, as elsewhere', () => {
    const broken = { kind: 'text', size: 2, offsets: Int32Array.of(0, 2, 4), bytes: Uint8Array.of(97, 0xff, 98, 64) } as const;
    const { values, codeOf } = extractTexts(broken, compiled('^[^@]+'), false);
    expect([...codeOf].map((code) => decodeTexts(values)[code])).toEqual(['a\ufffd', 'b']);
  });

  test('of more texts than are held at once are those of each', () => {
    const long = 'x'.repeat(1000);
    const texts = Array.from({ length: 2500 }, (_, index) => (index % 7 === 0 ? `é${index}@${long}` : index % 5 === 0 ? `@${index}${long}` : `${index % 900}@${index}${long}`));
    expect(extracted('^[^@]+', texts)).toEqual(texts.map((text) => text.slice(0, text.indexOf('@')) || null));
  });

  test('of no texts are none', () => {
    const { values, codeOf } = extractTexts(encodeTexts([]).values, compiled('^[^@]+'), true);
    expect([values.size, codeOf.length]).toEqual([0, 0]);
  });
});
