import { parseIsoDate, sameSymbols, symbolsOf } from '../../../text/index.ts';
import type { Dictionary } from '../records.ts';

/** Code of a value that no record has. */
const NOWHERE = -1;

const SECONDS_OF_DAY = 86_400;

/**
 * Finds the code of a value that a model names.
 *
 * @param dictionary - distinct values.
 * @param value - text; the number or the ISO date it says where the values are numbers or times.
 * @param unit - what a symbol of a text is.
 * @returns its code, or −1 when no record has it.
 * @remarks O(values).
 */
export function literalCode(dictionary: Dictionary, value: string, unit: 'codePoint' | 'byte'): number {
  switch (dictionary.kind) {
    case 'text': {
      const wanted = symbolsOf(value, unit);
      const { offsets, symbols, size } = dictionary;
      for (let code = 1; code <= size; code++) {
        if (sameSymbols(symbols, offsets[code]!, offsets[code + 1]!, wanted, 0, wanted.length) === 1) return code;
      }
      return NOWHERE;
    }
    case 'number':
      return numberCode(dictionary.numbers, dictionary.size, value.trim() === '' ? NaN : Number(value));
    case 'time':
      return numberCode(dictionary.numbers, dictionary.size, (parseIsoDate(value) ?? NaN) * SECONDS_OF_DAY);
    default:
      return NOWHERE;
  }
}

function numberCode(numbers: Float64Array, size: number, wanted: number): number {
  const at = numbers.subarray(1, size + 1).indexOf(wanted);
  return at < 0 ? NOWHERE : at + 1;
}
