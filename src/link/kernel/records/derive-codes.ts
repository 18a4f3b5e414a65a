import {
  canonicalColumn, departement, DEPARTEMENTS, departementOfCommune, departementOfPostalCode, nir, normaliseIdentifier, readNirFacts, type Identifier, type NirFactsColumn,
} from '../../../identifiers/index.ts';
import { decodeTexts, encodeTexts } from './map-texts.ts';
import { distinctTexts, type Derived, type TextValues } from './values.ts';

/** What a NIR says. */
export type NirPart = 'sex' | 'birthYear' | 'birthMonth' | 'birthDepartement' | 'birthCommune' | 'order';

/**
 * Brings distinct texts to the canonical form of an identifier; what fails any check of it becomes null.
 *
 * @param identifier - what they should be.
 * @param texts - distinct texts.
 * @returns the canonical forms, and what each text became.
 */
export function identifiersOf(identifier: Identifier, { offsets, bytes, size }: TextValues): Derived<TextValues> {
  const canonical = canonicalColumn(identifier, 'plausibility', offsets, bytes, null, size);
  return distinctTexts(canonical.offsets, canonical.bytes, canonical.valid, size);
}

/**
 * Reads a part of distinct NIRs: sex (1 male, 2 female), the last two digits of the birth year, the month from 01 to 12, the
 * code of the département, of the commune or country (99…), the number among the births of place and month.
 *
 * @param part - what to read.
 * @param texts - distinct texts.
 * @returns the parts as text, and the part of each text; null where the text is no NIR or does not say.
 */
export function nirPartsOf(part: NirPart, { offsets, bytes, size }: TextValues): Derived<TextValues> {
  const canonical = canonicalColumn(nir, 'plausibility', offsets, bytes, null, size);
  const facts = readNirFacts(canonical.bytes, canonical.offsets, canonical.valid, size);
  const decoder = new TextDecoder();
  const digitsAt = (value: number, from: number, to: number): string => decoder.decode(canonical.bytes.subarray(canonical.offsets[value]! + from, canonical.offsets[value]! + to));
  return encodeTexts(Array.from({ length: size }, (_, value) => (facts.year[value]! < 0 ? null : partOf(part, facts, value, digitsAt))));
}

function partOf(part: NirPart, facts: NirFactsColumn, value: number, digitsAt: (value: number, from: number, to: number) => string): string | null {
  switch (part) {
    case 'sex':
      return facts.sex[value] === 0 ? null : String(facts.sex[value]);
    case 'birthYear':
      return digitsAt(value, 1, 3);
    case 'birthMonth':
      return facts.month[value]! < 0 ? null : digitsAt(value, 3, 5);
    case 'birthDepartement':
      return DEPARTEMENTS[facts.departement[value]!] ?? null;
    case 'birthCommune': {
      if (facts.commune[value]! < 0) return null;
      // Tunisia had a département of its own; it is the country now.
      return DEPARTEMENTS[facts.departement[value]!] === '99' ? `99${String(facts.commune[value]).padStart(3, '0')}` : digitsAt(value, 5, 10);
    }
    case 'order':
      return digitsAt(value, 10, 13);
  }
}

/**
 * Finds the départements of distinct codes of communes, postal codes, or codes of départements.
 *
 * @param texts - distinct texts. Five digits that could be either are a postal code: 20090 is Ajaccio, not a Corsican
 *   commune of before 1976.
 * @returns the codes, `2A` or `2B` in Corsica, three digits overseas, and the code of each text; null where it is none of these.
 */
export function departementsOf(texts: TextValues): Derived<TextValues> {
  return encodeTexts(decodeTexts(texts).map((text, value) =>
    departementOfPostalCode(text)
      ?? DEPARTEMENTS[departementOfCommune(texts.bytes, texts.offsets[value]!, texts.offsets[value + 1]!)]
      ?? normaliseIdentifier(departement, text)));
}
