import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, digestOf } from '../../../src/plan/digest.ts';

// RFC 8785, appendix B: IEEE 754 bits and the text ECMAScript gives them.
const numbers: readonly (readonly [bits: string, text: string])[] = [
  ['0000000000000000', '0'], ['8000000000000000', '0'], ['0000000000000001', '5e-324'], ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'], ['ffefffffffffffff', '-1.7976931348623157e+308'], ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'], ['4430000000000000', '295147905179352830000'], ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'], ['44b52d02c7e14af7', '1.0000000000000001e+23'], ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'], ['444b1ae4d6e2ef50', '1e+21'], ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'], ['41b3de4355555553', '333333333.3333332'], ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'], ['41b3de4355555556', '333333333.3333334'], ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'], ['43143ff3c1cb0959', '1424953923781206.2'],
];
const numberOf = (bits: string): number => new DataView(Uint8Array.from(bits.match(/../g)!, (pair) => parseInt(pair, 16)).buffer).getFloat64(0);

describe('canonical JSON is that of RFC 8785', () => {
  test.each(numbers)('for the number %s', (bits, text) => {
    expect(canonicalJson(numberOf(bits))).toBe(text);
  });
  test.each([['7fffffffffffffff'], ['7ff0000000000000'], ['fff0000000000000']])('which has no text for the number %s', (bits) => {
    expect(() => canonicalJson({ share: numberOf(bits) })).toThrow(new TypeError('value: expected a finite number'));
  });
  // RFC 8785, 3.2.2 and 3.2.3 (source with escapes, result as given there).
  test('for its sample object', () => {
    const source = String.raw`{ "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }`;
    expect(canonicalJson(JSON.parse(source))).toBe(String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`);
  });
  test('for its names, sorted by UTF-16 code units', () => {
    const source = String.raw`{ "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis" }`;
    const labels = [...canonicalJson(JSON.parse(source)).matchAll(/:"([^"]+)"/g)].map((match) => match[1]);
    expect(labels).toEqual(['Carriage Return', 'One', 'Control', 'Latin Small Letter O With Diaeresis', 'Euro Sign', 'Emoji: Grinning Face', 'Hebrew Letter Dalet With Dagesh']);
  });
  // The authors' test data, cyberphone/json-canonicalization testdata: input and output.
  test.each<[string, string, string]>([
    ['arrays', '[ 56, { "d": true, "10": null, "1": [ ] } ]', '[56,{"1":[],"10":null,"d":true}]'],
    ['structures', String.raw`{ "1": {"f": {"f": "hi","F": 5} ,"\n": 56.0}, "10": { }, "": "empty", "a": { }, "111": [ {"e": "yes","E": "no" } ], "A": { } }`,
      String.raw`{"":"empty","1":{"\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}`],
    ['unicode', String.raw`{ "Unnormalized Unicode": "d\u0323\u0307" }`, '{"Unnormalized Unicode":"d\u0323\u0307"}'],
    ['french', String.raw`{ "peach": "This sorting order", "p\u00e9ch\u00e9": "is wrong according to French", "p\u00eache": "but canonicalization MUST", "sin": "ignore locale" }`,
      '{"peach":"This sorting order","p\u00e9ch\u00e9":"is wrong according to French","p\u00eache":"but canonicalization MUST","sin":"ignore locale"}'],
    ['weird', String.raw`{ "\u20ac": "Euro Sign", "1": "One", "\u0080": "Control\u007f", "\ud83d\ude02": "Smiley", "\u00f6": "o", "\ufb33": "Dalet", "</script>": "Browser Challenge" }`,
      '{"1":"One","</script>":"Browser Challenge","\u0080":"Control\u007f","\u00f6":"o","\u20ac":"Euro Sign","\u{1f602}":"Smiley","\ufb33":"Dalet"}'],
  ])('for the file %s', (_title, input, output) => {
    expect(canonicalJson(JSON.parse(input))).toBe(output);
  });
});

describe('canonical JSON', () => {
  test('reads back as the same value, and is the same whatever the order of the names', () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).reverse().map(([name, member]) => [name, shuffled(member)]));
    };
    fc.assert(fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
    }));
  });
  test('leaves out what has no value, as JSON does', () => {
    expect(canonicalJson({ b: 1, a: undefined })).toBe('{"b":1}');
  });
  test.each<[string, unknown, string]>([
    ['a lone surrogate in a value', { a: 'x\ud83d' }, 'value: expected well-formed Unicode text'],
    ['a lone surrogate in a name', { '\udc00': 1 }, 'value: expected well-formed Unicode text'],
    ['a function', { a: () => 1 }, 'value: expected plain data, got a function'],
    ['a big integer', [1n], 'value: expected plain data, got a bigint'],
    ['nothing at all', undefined, 'value: expected plain data, got a undefined'],
  ])('refuses %s', (_title, value, message) => {
    expect(() => canonicalJson(value)).toThrow(new TypeError(message));
  });
});

describe('the digest', () => {
  test('is SHA-256 of the canonical text, as another library computes it', () => {
    fc.assert(fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
      expect(digestOf(value)).toBe(createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex'));
    }), { numRuns: 50 });
    // sha256sum of the two characters {}
    expect(digestOf({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });
  test('changes with any change of the value', () => {
    const digests = [{ a: 1 }, { a: 2 }, { b: 1 }, { a: '1' }, { a: [1] }, { a: 1, b: null }].map(digestOf);
    expect(new Set(digests).size).toBe(digests.length);
  });
});
