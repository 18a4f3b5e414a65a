import { IDENTIFIERS, type IdentifierName } from '../../identifiers/index.ts';
import { departementsOf, identifiersOf, nirPartsOf } from '../kernel/records/derive-codes.ts';
import { divideTexts, elementsOf, qGramsOf, wordsOf } from '../kernel/records/derive-list.ts';
import { lengthsOf, numbersOf, textsOfNumbers, textsOfTimes, timePartsOf, timesOf } from '../kernel/records/derive-number.ts';
import { extractTexts, namesOf, phoneticsOf, plainTextsOf, sliceOf, TEXT_CHANGES } from '../kernel/records/derive-text.ts';
import { decodeTexts, mapTexts } from '../kernel/records/map-texts.ts';
import { compileExpression, type RegularExpression } from '../kernel/records/match-expression.ts';
import { compileTimeFormat, type TimeFormat } from '../kernel/records/time-format.ts';
import { composeCodes, type NumberListValues, type NumberValues, type Renumbered, type TextListValues, type TextValues, type TimeValues, type Values } from '../kernel/records/values.ts';
import type { Derivation } from '../model/expression.ts';

/**
 * Makes one thing of distinct values.
 *
 * @param values - distinct values, of a kind that the derivation takes: `expressionKind` has checked it.
 * @param step - what to make of them.
 * @returns what was made, and what each value became.
 */
export function derive(values: Values, step: Derivation): Renumbered {
  const texts = values as TextValues;
  switch (step.op) {
    case 'lower':
    case 'upper':
    case 'trim':
    case 'foldAccents':
    case 'sortWords':
    case 'emailUser':
    case 'emailDomain':
      return mapTexts(texts, TEXT_CHANGES[step.op]);
    case 'name':
      return namesOf(texts);
    case 'text':
      return plainTextsOf(texts);
    case 'departement':
      return departementsOf(texts);
    case 'slice':
      return mapTexts(texts, sliceOf(step.from, step.length));
    case 'extract':
      return extractTexts(texts, regularExpressionOf(step), step.orEmpty ?? false);
    case 'phonetic':
      return phoneticsOf(step.algorithm, texts);
    case 'identifier':
      return identifiersOf(IDENTIFIERS[step.name as IdentifierName], texts);
    case 'nirPart':
      return nirPartsOf(step.part, texts);
    case 'nullIf':
      return withoutValue(values as TextValues | NumberValues | TimeValues, step.value);
    case 'parseTime':
      return timesOf(formatOf(step), texts);
    case 'year':
    case 'month':
    case 'day':
    case 'monthCount':
    case 'dayCount':
      return timePartsOf(step.op, values as TimeValues);
    case 'toText':
      return writtenOf(values as TextValues | NumberValues | TimeValues);
    case 'toNumber':
      return values.kind === 'number' ? same(values) : numbersOf(texts);
    case 'split':
      return divideTexts(texts, (text) => text.split(step.separator));
    case 'words': {
      const plain = plainTextsOf(texts);
      const words = divideTexts(plain.values, wordsOf);
      return { values: words.values, codeOf: composeCodes(plain.codeOf, words.codeOf) };
    }
    case 'qGrams':
      return divideTexts(texts, qGramsOf(step.q));
    case 'element':
      return elementsOf(step.at, values as TextListValues);
    case 'length':
      return lengthsOf(values as TextValues | TextListValues | NumberListValues);
  }
}

/** Formats and regular expressions are checked before any data is read. */
function formatOf({ format }: Extract<Derivation, { readonly op: 'parseTime' }>): TimeFormat {
  const compiled = compileTimeFormat(format);
  if (compiled === null) throw new TypeError('format: expected one of times');
  return compiled;
}

function regularExpressionOf({ pattern, group = 0 }: Extract<Derivation, { readonly op: 'extract' }>): RegularExpression {
  const compiled = compileExpression(pattern, group);
  if ('message' in compiled) throw new TypeError(`pattern: ${compiled.message}`);
  return compiled;
}

const same = (values: Values): Renumbered => ({ values, codeOf: null });

function writtenOf(values: TextValues | NumberValues | TimeValues): Renumbered<TextValues> {
  switch (values.kind) {
    case 'text':
      return same(values) as Renumbered<TextValues>;
    case 'number':
      return textsOfNumbers(values);
    case 'time':
      return textsOfTimes(values);
  }
}

/** Numbers and times are compared as they are written. */
function withoutValue(values: TextValues | NumberValues | TimeValues, value: string): Renumbered {
  const written = writtenOf(values);
  const refused = decodeTexts(written.values).indexOf(value);
  if (refused < 0) return same(values);
  return { values, codeOf: Int32Array.from({ length: values.size }, (_, code) => ((written.codeOf?.[code] ?? code) === refused ? -1 : code)) };
}
