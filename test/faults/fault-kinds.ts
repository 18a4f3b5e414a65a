// The faults that real files have, each planted in a clean row. A kind that cleaning can undo says so: what must come
// back is the clean value it started from. The list knows nothing of the checks that are to find it.
import { luhnDigit, nirDigits } from './check-digits.ts';
import { isoDate, type ColumnName, type DirtyRow } from './clean-record.ts';
import { misread } from './misread.ts';
import { COUNTRIES, PLACES } from './places.ts';
import type { Random } from './random.ts';
import { NO_NAMES } from './words.ts';

/** What is to become of a value at fault: come back as it was, become null, or be refused with its row. */
export type Outcome = 'repaired' | 'nulled' | 'refused';

/** A way to spoil one value. */
export interface FaultKind {
  readonly name: string;
  readonly column: ColumnName;
  readonly outcome: Outcome;
  /** The spoilt text (`null` when the value goes missing), or `undefined` when this row does not lend itself to it. */
  readonly spoil: (text: string, random: Random, row: DirtyRow) => string | null | undefined;
}

const kind = (name: string, column: ColumnName, outcome: Outcome, spoil: FaultKind['spoil']): FaultKind => ({ name, column, outcome, spoil });

const putAt = (text: string, at: number, part: string): string => text.slice(0, at) + part + text.slice(at + part.length);
const without = (text: string, at: number): string => text.slice(0, at) + text.slice(at + 1);
const otherDigit = (digit: string, random: Random): string => String((Number(digit) + random.between(1, 9)) % 10);
/** Changes the digit at a place to another one. */
const changeDigit = (text: string, at: number, random: Random): string => putAt(text, at, otherDigit(text[at]!, random));
const twoDigits = (value: number): string => String(value).padStart(2, '0');
const withKey = (thirteen: string): string => thirteen + nirDigits(thirteen);

/** Whether a number tells where, when and as what somebody was born: neither provisional nor passing through. */
const isTelling = (nir: string): boolean => nir.startsWith('1') || nir.startsWith('2');
const hasCalendarMonth = (nir: string): boolean => Number(nir.slice(3, 5)) <= 12;

/** Swaps two neighbours that differ, among the digits of commune and order. */
function swapNeighbours(nir: string, random: Random): string | undefined {
  const at = random.between(7, 11);
  return nir[at] === nir[at + 1] ? undefined : putAt(nir, at, nir[at + 1]! + nir[at]!);
}

const NIR_KINDS: readonly FaultKind[] = [
  kind('nirKey', 'nir', 'refused', (nir, random) => nir.slice(0, 13) + twoDigits((Number(nir.slice(13)) - 1 + random.between(1, 96)) % 97 + 1)),
  kind('nirDigit', 'nir', 'refused', (nir, random) => changeDigit(nir, random.between(10, 12), random)),
  kind('nirSwap', 'nir', 'refused', swapNeighbours),
  kind('nirShort', 'nir', 'refused', (nir, random) => without(nir, random.between(7, 14))),
  kind('nirLong', 'nir', 'refused', (nir, random) => `${nir}${random.below(10)}`),
  kind('nirLetter', 'nir', 'refused', (nir, random) => putAt(nir, random.pick([1, 2, 3, 4, 5, 8, 9, 10, 11, 12]), random.pick(['O', 'l', 'X', 'é']))),
  kind('nirCorsicaC', 'nir', 'refused', (nir) => putAt(nir, 5, '2C')),
  kind('nirCorsica20', 'nir', 'refused', (nir) => /^.{5}2[AB]/.test(nir) ? putAt(nir, 5, '20') : undefined),
  kind('nirMonth', 'nir', 'refused', (nir, random) => isTelling(nir) ? withKey(putAt(nir.slice(0, 13), 3, random.pick(['00', '13', '14', '15', '16', '17', '18', '19']))) : undefined),
  kind('nirFirst', 'nir', 'refused', (nir, random) => withKey(putAt(nir.slice(0, 13), 0, random.pick(['0', '9'])))),
  kind('nirOrder', 'nir', 'refused', (nir) => isTelling(nir) ? withKey(putAt(nir.slice(0, 13), 10, '000')) : undefined),
  kind('nirSpecimen', 'nir', 'refused', () => '269054958815780'),
  kind('nirMissing', 'nir', 'refused', () => null),
  kind('nirSpaces', 'nir', 'repaired', (nir) => nir.replace(/^(.)(..)(..)(..)(...)(...)(..)$/, '$1 $2 $3 $4 $5 $6 $7')),
  kind('nirLowerCase', 'nir', 'repaired', (nir) => /[AB]/.test(nir) ? nir.toLowerCase() : undefined),
  kind('nirWithoutKey', 'nir', 'repaired', (nir) => nir.slice(0, 13)),
];

/** Right numbers of somebody else: only the other columns tell. */
const PERSON_KINDS: readonly FaultKind[] = [
  kind('sexDisagrees', 'nir', 'refused', (nir) => isTelling(nir) ? withKey((nir.startsWith('1') ? '2' : '1') + nir.slice(1, 13)) : undefined),
  kind('monthDisagrees', 'nir', 'refused', (nir, random) => isTelling(nir) && hasCalendarMonth(nir)
    ? withKey(putAt(nir.slice(0, 13), 3, twoDigits((Number(nir.slice(3, 5)) - 1 + random.between(1, 11)) % 12 + 1))) : undefined),
  kind('yearDisagrees', 'nir', 'refused', (nir, random) => isTelling(nir)
    ? withKey(putAt(nir.slice(0, 13), 1, twoDigits((Number(nir.slice(1, 3)) + random.between(1, 99)) % 100))) : undefined),
  kind('placeDisagrees', 'birthCommune', 'refused', (commune, random, { nir }) => {
    const other = random.pick(PLACES);
    // Départements 91 to 95, Corsica and Algeria have had two meanings or two names: a disagreement must be beyond doubt.
    const plain = /^(?:0[1-9]|1\d|2[1-9]|[3-8]\d)/;
    return isTelling(nir!) && plain.test(nir!.slice(5)) && plain.test(other.code) && plain.test(commune) && other.code.slice(0, 2) !== commune.slice(0, 2)
      ? other.code : undefined;
  }),
  kind('countryDisagrees', 'birthCommune', 'refused', (commune, random, { nir }) =>
    isTelling(nir!) && /^(?:0[1-9]|1\d|2[1-9]|[3-8]\d)/.test(commune) ? random.pick(COUNTRIES) : undefined),
  kind('sexOutside', 'sex', 'refused', (_, random) => random.pick(['3', '9', 'X', 'x1'])),
  kind('sexMissing', 'sex', 'refused', () => null),
  kind('sexLetter', 'sex', 'repaired', (sex, random) => sex === '1' ? random.pick(['M', 'H']) : 'F'),
  // Most postal codes of Corsica were codes of its communes before 1976, which no rule can tell apart: these three were none.
  kind('communePostal', 'birthCommune', 'refused', (commune) => ({ '2A004': '20000', '2B037': '20620', '2B120': '20600' })[commune]),
  kind('communeLetter', 'birthCommune', 'refused', (commune) => commune.startsWith('9') ? undefined : putAt(commune, 3, 'O')),
  kind('communeZero', 'birthCommune', 'repaired', (commune) => commune.startsWith('0') ? commune.slice(1) : undefined),
];

const MONTHS = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'];
const partsOf = (iso: string): [year: string, month: string, day: string] => [iso.slice(0, 4), iso.slice(5, 7), iso.slice(8)];

/** Other ways to write one day; every one has the day before the month, or the year first. */
const DATE_FORMS: readonly ((iso: string) => string)[] = [
  (iso) => partsOf(iso).reverse().join('/'),
  (iso) => partsOf(iso).reverse().join('.'),
  (iso) => partsOf(iso).reverse().join('-'),
  (iso) => partsOf(iso).join('/'),
  (iso) => partsOf(iso).join(''),
  (iso) => `${Number(iso.slice(8))} ${MONTHS[Number(iso.slice(5, 7)) - 1]!} ${iso.slice(0, 4)}`,
];

/** A day that its month or its year does not have. */
function impossibleDay(iso: string, random: Random): string {
  const year = Number(iso.slice(0, 4));
  const short = year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0);
  const days = [[2, 30], [2, 31], [4, 31], [6, 31], [9, 31], [11, 31], [1, 32], ...(short ? [[2, 29], [2, 29]] : [])] as [number, number][];
  const [month, day] = random.pick(days);
  return isoDate(year, month, day);
}

const dateKinds = (column: 'birthDate' | 'admission'): FaultKind[] => [
  kind(`${column}Impossible`, column, 'refused', impossibleDay),
  kind(`${column}Month`, column, 'refused', (iso, random) => putAt(iso, 5, random.pick(['13', '24', '99']))),
  kind(`${column}Placeholder`, column, 'refused', (_, random) => random.pick(['1900-01-01', '9999-12-31', '0000-00-00', '1111-11-11'])),
  kind(`${column}Words`, column, 'refused', (_, random) => random.pick(['hier', 'inconnue', '12', '2023-1', '20230'])),
  kind(`${column}Far`, column, 'refused', (iso, random) => putAt(iso, 0, random.pick(['2150', '1799']))),
  kind(`${column}Missing`, column, 'refused', () => null),
  kind(`${column}Form`, column, 'repaired', (iso, random) => random.pick(DATE_FORMS)(iso)),
];

const nameKinds = (column: 'familyName' | 'givenName'): FaultKind[] => [
  kind(`${column}None`, column, 'nulled', (_, random) => random.pick(NO_NAMES)),
  kind(`${column}Missing`, column, 'refused', () => null),
  kind(`${column}Misread`, column, 'repaired', (name) => misread(name, 'windows-1252')),
  kind(`${column}Latin1`, column, 'repaired', (name) => misread(name, 'iso-8859-1')),
  kind(`${column}Spaces`, column, 'repaired', (name, random) => random.pick([` ${name}`, `${name}  `, `\u00a0${name}`, `${name}\u202f`, `\t${name} `])),
  kind(`${column}Invisible`, column, 'repaired', (name, random) => {
    const at = random.between(0, name.length);
    return name.slice(0, at) + random.pick(['\u200b', '\ufeff', '\u2060']) + name.slice(at);
  }),
  kind(`${column}Decomposed`, column, 'repaired', (name) => name.normalize('NFD') === name ? undefined : name.normalize('NFD')),
  kind(`${column}Doubled`, column, 'repaired', (name, random) => name.includes(' ') ? name.replace(' ', random.pick(['  ', '\u00a0', ' \u00a0 '])) : undefined),
];

/** Faults of a number of digits that ends in a check digit. */
const checkedKinds = (column: 'hospital' | 'doctor' | 'employer' | 'drug', groups: RegExp, spaced: string): FaultKind[] => [
  // The rule of La Poste lets one digit in five pass: none of its numbers is spoilt here.
  kind(`${column}Check`, column, 'refused', (text, random) => text.startsWith('356000000') ? undefined : changeDigit(text, text.length - 1, random)),
  kind(`${column}Short`, column, 'refused', (text, random) => {
    const short = without(text, random.between(3, text.length - 1));
    // With a zero put back in front, one in ten would be another right number.
    return short.endsWith(luhnDigit(short.slice(0, -1))) ? undefined : short;
  }),
  kind(`${column}Long`, column, 'refused', (text, random) => `${text}${random.below(10)}`),
  kind(`${column}Letter`, column, 'refused', (text, random) => putAt(text, random.between(3, text.length - 2), random.pick(['O', 'I', 'z', '/']))),
  kind(`${column}Spaces`, column, 'repaired', (text) => text.replace(groups, spaced)),
];

const CODE_KINDS: readonly FaultKind[] = [
  ...checkedKinds('hospital', /^(..)(....)(...)$/, '$1 $2 $3'),
  ...checkedKinds('doctor', /^(...)(....)(....)$/, '$1 $2 $3'),
  ...checkedKinds('employer', /^(...)(...)(...)(.....)$/, '$1 $2 $3 $4'),
  ...checkedKinds('drug', /^(.)(......)(......)$/, '$1 $2 $3'),
  kind('hospitalZero', 'hospital', 'repaired', (text) => text.startsWith('0') ? text.slice(1) : undefined),
  // Fourteen digits that agree among themselves around a wrong SIREN.
  kind('employerSiren', 'employer', 'refused', (siret, random) => {
    if (siret.startsWith('356000000')) return undefined;
    const before = changeDigit(siret, random.between(1, 7), random).slice(0, 13);
    return before + luhnDigit(before);
  }),
  kind('diagnosisForm', 'diagnosis', 'refused', (code, random) => random.pick([code.slice(1), code.slice(0, 2), `${code[0]!}${code}`, `${code}0000000`, putAt(code, 1, 'O'), `${code}!`])),
  kind('diagnosisMissing', 'diagnosis', 'refused', () => null),
  kind('diagnosisPoint', 'diagnosis', 'repaired', (code) => code.length > 3 ? `${code.slice(0, 3)}.${code.slice(3)}` : undefined),
  kind('diagnosisLowerCase', 'diagnosis', 'repaired', (code) => code.toLowerCase()),
  kind('actForm', 'act', 'refused', (code, random) => random.pick([code.slice(1), `${code}1`, putAt(code, 3, '0'), putAt(code, 4, 'O'), `${code}-0-00-9`])),
  kind('actLowerCase', 'act', 'repaired', (code) => code.toLowerCase()),
  kind('unitUnknown', 'unit', 'refused', (_, random) => `U${String(100 + 7 * random.below(40))}`),
  kind('entryOutside', 'entry', 'refused', (_, random) => random.pick(['1', '9', 'D', '88'])),
];

const CONTACT_KINDS: readonly FaultKind[] = [
  kind('phoneForm', 'phone', 'refused', (phone, random) => random.pick([phone.slice(0, -1), `${phone}0`, '0612', `0${phone.slice(3, 7)}XX${phone.slice(9)}`, 'aucun', '0012345678'])),
  kind('phoneNational', 'phone', 'repaired', (phone, random) => {
    const pairs = `0${phone.slice(3)}`.replace(/(..)(..)(..)(..)(..)/, '$1 $2 $3 $4 $5');
    return random.pick([pairs, pairs.replaceAll(' ', '.'), pairs.replaceAll(' ', ''), pairs.replaceAll(' ', '-'), `0033${phone.slice(3)}`, `+33 (0)${phone.slice(3)}`]);
  }),
  kind('emailForm', 'email', 'refused', (email, random) => random.pick([email.replace('@', ''), email.replace('@', '@@'), email.split('@')[0]!, `@${email.split('@')[1]!}`, email.replace('@', ' @ x'), `${email}.`, email.replace(/@.*/, '@x..fr')])),
  kind('emailDomain', 'email', 'repaired', (email) => email.replace(/@.*/, (domain) => domain.toUpperCase())),
  kind('postalForm', 'postalCode', 'refused', (code, random) => random.pick([`${code}0`, putAt(code, 2, 'O'), 'CEDEX', code.slice(0, 2), '00000'])),
  kind('postalZero', 'postalCode', 'repaired', (code) => code.startsWith('0') ? code.slice(1) : undefined),
  kind('ibanDigit', 'iban', 'refused', (iban, random) => changeDigit(iban, random.between(4, 24), random)),
  kind('ibanShort', 'iban', 'refused', (iban) => iban.slice(0, -1)),
  kind('ibanGroups', 'iban', 'repaired', (iban) => iban.replace(/(.{4})/g, '$1 ').trim()),
  kind('ibanLowerCase', 'iban', 'repaired', (iban) => iban.toLowerCase()),
];

const STAY_KINDS: readonly FaultKind[] = [
  kind('dischargeBefore', 'discharge', 'refused', (_, random, { admission }) =>
    new Date(Date.parse(`${admission!}T00:00:00Z`) - 86_400_000 * random.between(1, 700)).toISOString().slice(0, 10)),
  kind('costNegative', 'cost', 'refused', (cost) => `-${cost}`),
  kind('costHuge', 'cost', 'refused', (cost) => `9${cost.padStart(8, '0')}`),
  kind('costWords', 'cost', 'refused', (_, random) => random.pick(['gratuit', '12e', '1.2.3', '-'])),
  kind('stayMissing', 'stay', 'refused', () => null),
];

/** Every kind that spoils a value of one row; what takes two rows is in `dirty-line.ts`. */
export const FAULT_KINDS: readonly FaultKind[] = [
  ...NIR_KINDS, ...PERSON_KINDS, ...dateKinds('birthDate'), ...dateKinds('admission'), ...nameKinds('familyName'), ...nameKinds('givenName'), ...CODE_KINDS,
  ...CONTACT_KINDS, ...STAY_KINDS,
];
