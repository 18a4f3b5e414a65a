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

const keptOrGone = fc.constantFrom('keep', 'remove');
const day = fc.constantFrom('1900-01-01', '1960-06-15', '2025-12-31');
const into = fc.constantFrom('d', 'e', 'a');

/** A step with random options that leaves nothing to do when it is done twice. */
export const idempotentStep: fc.Arbitrary<object> = fc.oneof(
  fc.record({ op: fc.constant('fixEncoding'), columns }),
  fc.record({
    op: fc.constant('normaliseText'), columns, trim: fc.boolean(), collapse: fc.boolean(), case: fc.constantFrom('upper', 'lower', 'keep'), accents: fc.constantFrom('strip', 'keep'),
    invisible: keptOrGone, punctuation: fc.constantFrom('keep', 'plain', 'space', 'remove'), empty: fc.constantFrom('keep', 'null'),
  }, { requiredKeys: ['op', 'columns'] }),
  fc.record({ op: fc.constant('nullValues'), columns: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.array(nastyText, { minLength: 1, maxLength: 4 }), { minKeys: 1 }), compare: fc.constantFrom('exact', 'folded') }, { requiredKeys: ['op', 'columns'] }),
  fc.record({
    op: fc.constant('padCode'), column, onInvalid, width: fc.constantFrom(1, 5, 9, 255), stripZeros: fc.boolean(), remove: fc.constantFrom(' ', '. -', '0', 'aE', '\\]'), suffix: fc.constantFrom('.0', '0', ' ', '00', 'x'),
  }, { requiredKeys: ['op', 'column', 'onInvalid'] }),
  fc.record({
    op: fc.constant('normaliseName'), column, kind: fc.constantFrom('family', 'given'), case: fc.constantFrom('upper', 'lower'), placeholders: fc.constantFrom('null', 'keep'),
  }, { requiredKeys: ['op', 'column', 'kind'] }),
  fc.record({ op: fc.constant('normaliseAddress'), column, form: fc.constantFrom('full', 'mail') }),
  fc.record({ op: fc.constant('dropDuplicates'), columns, nulls: fc.constantFrom('distinct', 'equal') }),
  fc.constant({ op: 'dropDuplicates' }),
  fc.record({
    op: fc.constant('normaliseIdentifier'), column, identifier: fc.constantFrom(...IDENTIFIER_NAMES.filter((name) => name !== 'nir')), onInvalid, form: fc.constantFrom('canonical', 'formatted'), level: fc.constantFrom('format', 'checksum', 'plausibility'),
  }, { requiredKeys: ['op', 'column', 'identifier', 'onInvalid'] }),
  fc.record({ op: fc.constant('normaliseIdentifier'), column, identifier: fc.constant('nir'), onInvalid, form: fc.constantFrom('13', '15') }),
  fc.record({
    op: fc.constant('normaliseDate'), column, onInvalid: fc.constantFrom('reject', 'null'), formats: fc.uniqueArray(fc.constantFrom('yyyy-MM-dd', 'dd/MM/yyyy', 'yyyyMMdd', 'd MMM yyyy', 'd/M/yy', 'ddMMyyyy', 'dd/MM/yyyy HH:mm'), { minLength: 1 }),
    twoDigitYearStart: fc.constantFrom(1930, 1), onPartial: fc.constantFrom('reject', 'null', 'first'), onPlaceholder: fc.constantFrom('reject', 'null'), placeholders: fc.array(day, { maxLength: 2 }), usualPlaceholders: fc.boolean(), earliest: day, latest: day,
  }, { requiredKeys: ['op', 'column', 'onInvalid'] }),
  fc.record({ op: fc.constant('castColumn'), column, to: fc.constantFrom('int32', 'int64', 'float64', 'date', 'bool', 'decimal(9,2)', 'utf8', 'timestamp'), onInvalid: fc.constantFrom('reject', 'null') }),
);

/** Any step of cleaning. */
export const cleaningStep: fc.Arbitrary<object> = fc.oneof(
  { weight: 12, arbitrary: idempotentStep },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('recode'), column, values: fc.dictionary(nastyText, fc.option(nastyText), { minKeys: 1, maxKeys: 5 }), otherwise: onInvalid }) },
  { weight: 1, arbitrary: fc.record({
    op: fc.constant('normaliseName'), column, kind: fc.constant('family'), into: fc.record({ name: into, joined: fc.constant('f'), withoutParticles: fc.constant('g'), birthName: fc.constant('h'), usedName: fc.constant('i'), alias: fc.constant('j') }, { requiredKeys: [] }),
  }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('normaliseName'), column, kind: fc.constant('given'), into: fc.record({ name: into, joined: fc.constant('f'), first: fc.constant('k'), firstWord: fc.constant('l') }, { requiredKeys: [] }) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('normaliseAddress'), column, form: fc.constantFrom('full', 'mail'), into }) },
  { weight: 2, arbitrary: fc.record({
    op: fc.constant('phoneticCode'), column, into, algorithm: fc.constantFrom('soundex2', 'phonex', 'fonem', 'berge', 'sonnex', 'frenchSoundex', 'americanSoundex', 'doubleMetaphone', 'doubleMetaphoneAlternate'),
  }) },
);
