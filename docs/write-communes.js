// Writes src/identifiers/communes-2026.ts from the JSON of a package that is no dependency:
//   npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-administratif-6.0.0.tgz
//   node docs/write-communes.js package/data/communes.json
import { readFileSync, writeFileSync } from 'node:fs';

const EDITION = '2026-01-01';
const SOURCE = 'INSEE, Code officiel géographique 2026, through @etalab/decoupage-administratif 6.0.0 (code MIT, data Licence Ouverte 2.0)';
const NUMBERS = 102_000;
const LINE = 116;

const entries = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const current = entries.filter(({ type }) => type === 'commune-actuelle' || type === 'arrondissement-municipal').map(({ code }) => code);
/** Saint-Barthélemy and Saint-Martin before they left Guadeloupe, which the package does not have (INSEE, information 2028040). */
const recodedOverseas = ['97123', '97127'];
const former = entries.flatMap(({ anciensCodes }) => anciensCodes ?? []).concat(
  entries.filter(({ type }) => type === 'commune-deleguee' || type === 'commune-associee').map(({ code }) => code),
  recodedOverseas,
).filter((code) => !current.includes(code));

/** The number of a code: itself, 2A as 100000 and 2B as 101000 with their three digits. */
function numberOf(code) {
  return code[1] === 'A' || code[1] === 'B' ? (code[1] === 'A' ? 100_000 : 101_000) + Number(code.slice(2)) : Number(code);
}

/** Sets a bit for every code and writes the bits as quoted lines of base64. */
function bitsOf(codes) {
  const bits = Buffer.alloc(NUMBERS / 8);
  for (const code of codes) bits[numberOf(code) >> 3] |= 1 << (numberOf(code) & 7);
  return bits.toString('base64').match(new RegExp(`.{1,${LINE}}`, 'g')).map((line) => `  '${line}'`).join(' +\n');
}

writeFileSync(new URL('../src/identifiers/communes-2026.ts', import.meta.url), `// Data table: ${SOURCE}, edition of ${EDITION}; written by docs/write-communes.js.

/** Date of the edition. */
export const EDITION = '${EDITION}';

/** Where the codes are from. */
export const SOURCE = '${SOURCE}';

/** Bits of the ${new Set(current).size.toLocaleString('en')} codes in use, by number of the code: communes and municipal arrondissements. */
export const CURRENT_CODES: string =
${bitsOf(current)};

/** Bits of the ${new Set(former).size.toLocaleString('en')} codes once in use: delegated and associated communes too, and ${recodedOverseas.join(' and ')} (INSEE, information 2028040). */
export const FORMER_CODES: string =
${bitsOf(former)};
`);
