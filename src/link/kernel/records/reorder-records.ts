import { codeRows } from './code-rows.ts';
import type { CodedRecords, NumberListValues, TextListValues, TextValues, Values } from './values.ts';

/**
 * Brings records into another order, and their values into that of their first appearance among them.
 *
 * What is derived of the values afterwards, value by value, then comes in the order of the records too: nothing is left of
 * the order in which they were read, and neighbours in memory are needed together.
 *
 * @param records - a column over all records.
 * @param order - Int32Array(records): where each record stands among those given.
 * @returns the column in that order; values that no record has are left out.
 * @remarks O(records + bytes of the values).
 */
export function reorderRecords({ codes, codeOf, values }: CodedRecords, order: Int32Array): CodedRecords {
  const out = codeRows().more(order.length);
  const numberOf = new Int32Array(values.size).fill(-1);
  const valueOf = new Int32Array(values.size);
  let used = 0;
  for (let record = 0; record < order.length; record++) {
    const code = codes[order[record]!]!;
    const value = code < 0 || codeOf === null ? code : codeOf[code]!;
    if (value < 0) {
      out[record] = -1;
      continue;
    }
    let number = numberOf[value]!;
    if (number < 0) {
      number = used++;
      numberOf[value] = number;
      valueOf[number] = value;
    }
    out[record] = number;
  }
  return { codes: out, codeOf: null, values: takeValues(values, valueOf.subarray(0, used)) };
}

function takeValues(values: Values, places: Int32Array): Values {
  switch (values.kind) {
    case 'text':
      return takeTexts(values, places);
    case 'number':
    case 'time': {
      const numbers = new Float64Array(places.length);
      for (let number = 0; number < places.length; number++) numbers[number] = values.numbers[places[number]!]!;
      return { ...values, size: places.length, numbers };
    }
    case 'texts': {
      const offsets = takenOffsets(values, places);
      return { ...values, size: places.length, offsets, elements: takeRuns(values.elements, values, places, offsets, new Int32Array(offsets[places.length]!)) };
    }
    case 'numbers': {
      const offsets = takenOffsets(values, places);
      return { ...values, size: places.length, offsets, numbers: takeRuns(values.numbers, values, places, offsets, new Float64Array(offsets[places.length]!)) };
    }
  }
}

function takeTexts(texts: TextValues, places: Int32Array): TextValues {
  const offsets = takenOffsets(texts, places);
  return { kind: 'text', size: places.length, offsets, bytes: takeRuns(texts.bytes, texts, places, offsets, new Uint8Array(offsets[places.length]!)) };
}

function takenOffsets({ offsets }: TextValues | TextListValues | NumberListValues, places: Int32Array): Int32Array {
  const out = new Int32Array(places.length + 1);
  for (let number = 0; number < places.length; number++) out[number + 1] = out[number]! + offsets[places[number]! + 1]! - offsets[places[number]!]!;
  return out;
}

function takeRuns<Units extends Uint8Array | Int32Array | Float64Array>(units: Units, { offsets }: { readonly offsets: Int32Array }, places: Int32Array, starts: Int32Array, out: Units): Units {
  for (let number = 0; number < places.length; number++) {
    let at = starts[number]!;
    for (let unit = offsets[places[number]!]!; at < starts[number + 1]!; unit++, at++) out[at] = units[unit]!;
  }
  return out;
}
