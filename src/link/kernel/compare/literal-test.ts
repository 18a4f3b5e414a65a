import { sameSymbols, symbolsOf } from '../../../text/index.ts';
import { numberOfLiteral, secondsOfLiteral } from '../records/literals.ts';
import type { Dictionary } from '../records.ts';

/**
 * Makes what recognises a value that a model names.
 *
 * @param dictionary - distinct values.
 * @param value - text; the number or the time it says where the values are numbers or times.
 * @param unit - what a symbol of a text is.
 * @param isFixed - whether codes mean the same for ever: the value is then looked for once.
 * @returns tells whether a code, not of null, is the value's. No list is.
 * @remarks O(values) to make where codes are fixed.
 */
export function literalTest(dictionary: Dictionary, value: string, unit: 'codePoint' | 'byte', isFixed: boolean): (code: number) => boolean {
  const isValue = valueTest(dictionary, value, unit);
  if (!isFixed) return isValue;
  let wanted = 1;
  while (wanted <= dictionary.size && !isValue(wanted)) wanted++;
  return (code) => code === wanted;
}

function valueTest(dictionary: Dictionary, value: string, unit: 'codePoint' | 'byte'): (code: number) => boolean {
  switch (dictionary.kind) {
    case 'text': {
      const wanted = symbolsOf(value, unit);
      const { offsets, symbols } = dictionary;
      return (code) => sameSymbols(symbols, offsets[code]!, offsets[code + 1]!, wanted, 0, wanted.length) === 1;
    }
    case 'number': {
      const wanted = numberOfLiteral(value);
      const { numbers } = dictionary;
      return (code) => numbers[code] === wanted;
    }
    case 'time': {
      // Most fractions of a second are not exact as doubles: the nearest microsecond is meant.
      const wanted = microsOf(secondsOfLiteral(value));
      const { numbers } = dictionary;
      return (code) => microsOf(numbers[code]!) === wanted;
    }
    default:
      return () => false;
  }
}

function microsOf(seconds: number): number {
  return Math.round(seconds * 1e6);
}
