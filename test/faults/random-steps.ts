// Steps of cleaning with random options, for plans that nobody would write; and texts that nobody would type.
import fc from 'fast-check';
import { IDENTIFIER_NAMES } from '../../src/identifiers/index.ts';
import { FAULT_KINDS } from './fault-kinds.ts';
import { cleanRecord, COLUMNS } from './clean-record.ts';
import { randomOf } from './random.ts';

/** Texts of the dirty file, clean and spoilt: near enough to right values to reach the depths of a step. */
const dirtyTexts: readonly string[] = FAULT_KINDS.flatMap((kind, index) => {
  const row = cleanRecord(randomOf(index, index, 9), index);
  const text = row[kind.column];
  return text === null ? [] : [text, kind.spoil(text, randomOf(index, 1, 1), row) ?? text];
});

/** Any text: of the dirty file, of odd characters, empty, long. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...dirtyTexts) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('\u0000', '\u00a0', '\u200b', '\ufeff', '\u0301', 'ﬁ', 'ß', 'İ', '🩺', 'Ã', '©', "'", '-', ' ', '0', '*', '/'), maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '0', '-0', 'NaN', 'null', '0'.repeat(400), 'é'.repeat(300), COLUMNS.join()) },
);

const column = fc.constantFrom('a', 'b', 'c', 'n');
const columns = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 });
const onInvalid = fc.constantFrom('reject', 'null', 'keep');

/** A step of the plan with random options; options that do not go together make a plan that is refused. */
export const cleaningStep: fc.Arbitrary<object> = fc.oneof(
  fc.record({
    op: fc.constant('normaliseText'), columns, trim: fc.boolean(), collapse: fc.boolean(), case: fc.constantFrom('upper', 'lower', 'keep'), accents: fc.constantFrom('strip', 'keep'),
  }, { requiredKeys: ['op', 'columns'] }),
  fc.record({
    op: fc.constant('normaliseIdentifier'), column, identifier: fc.constantFrom(...IDENTIFIER_NAMES.filter((name) => name !== 'nir')), onInvalid, form: fc.constantFrom('canonical', 'formatted'), level: fc.constantFrom('format', 'checksum', 'plausibility'),
  }, { requiredKeys: ['op', 'column', 'identifier', 'onInvalid'] }),
  fc.record({ op: fc.constant('normaliseIdentifier'), column, identifier: fc.constant('nir'), onInvalid, form: fc.constantFrom('13', '15') }),
  fc.record({ op: fc.constant('castColumn'), column, to: fc.constantFrom('int32', 'int64', 'float64', 'date', 'bool', 'decimal(9,2)', 'utf8', 'timestamp'), onInvalid: fc.constantFrom('reject', 'null') }),
);
