// What a plan must make of each planted fault: come back repaired, leave by the rejects with a reason, or be named by a
// check. Written from what the steps promise; the plan that must keep it is in `dirty-plan.ts`.
import type { DirtyRow } from './clean-record.ts';
import { FAULT_KINDS } from './fault-kinds.ts';
import type { DirtyLine } from './dirty-line.ts';
import { RAW_IDENTIFIERS } from './dirty-plan.ts';

/** The column that a cleaning step rejects each kind for, and the reasons it may give. */
export const REJECTED: Readonly<Record<string, readonly string[]>> = {
  nirKey: ['NIR_KEY'], nirDigit: ['NIR_KEY'], nirSwap: ['NIR_KEY'], nirCorsica20: ['NIR_KEY'], nirShort: ['NIR_LENGTH'], nirLong: ['NIR_LENGTH'], nirLetter: ['NIR_CHARACTER'], nirCorsicaC: ['NIR_CHARACTER'],
  nirMonth: ['NIR_MONTH'], nirFirst: ['NIR_SEX'], nirOrder: ['NIR_ORDER'], nirSpecimen: ['NIR_SPECIMEN'],
  communePostal: ['BIRTHPLACE_POSTALCODE'], communeLetter: ['BIRTHPLACE_CHARACTER'],
  birthDateImpossible: ['DATE_IMPOSSIBLE'], birthDateMonth: ['DATE_IMPOSSIBLE'], birthDatePlaceholder: ['DATE_PLACEHOLDER'], birthDateWords: ['DATE_FORMAT'], birthDateFar: ['DATE_EARLY', 'DATE_LATE'],
  admissionImpossible: ['DATE_IMPOSSIBLE'], admissionMonth: ['DATE_IMPOSSIBLE'], admissionPlaceholder: ['DATE_PLACEHOLDER'], admissionWords: ['DATE_FORMAT'], admissionFar: ['DATE_EARLY', 'DATE_LATE'],
  // Padded to nine digits, a number that lost one fails its check digit.
  hospitalCheck: ['FINESS_CHECKDIGIT'], hospitalShort: ['FINESS_CHECKDIGIT', 'FINESS_CHARACTER'], hospitalLong: ['FINESS_LENGTH'], hospitalLetter: ['FINESS_CHARACTER', 'FINESS_LENGTH'],
  doctorCheck: ['RPPS_CHECKDIGIT'], doctorShort: ['RPPS_LENGTH'], doctorLong: ['RPPS_LENGTH'], doctorLetter: ['RPPS_CHARACTER', 'RPPS_LENGTH'],
  employerCheck: ['SIRET_CHECKDIGIT'], employerShort: ['SIRET_LENGTH'], employerLong: ['SIRET_LENGTH'], employerLetter: ['SIRET_CHARACTER', 'SIRET_LENGTH'], employerSiren: ['SIRET_SIREN'],
  drugCheck: ['CIP13_CHECKDIGIT'], drugShort: ['CIP13_LENGTH'], drugLong: ['CIP13_LENGTH'], drugLetter: ['CIP13_CHARACTER', 'CIP13_LENGTH'],
  diagnosisForm: ['CIM10_CHARACTER'], actForm: ['CCAM_LENGTH', 'CCAM_CHARACTER', 'CCAM_SUFFIX'],
  phoneForm: ['PHONE_LENGTH', 'PHONE_CHARACTER', 'PHONE_SHORTNUMBER', 'PHONE_FOREIGN'], emailForm: ['EMAIL_AT', 'EMAIL_DOMAIN', 'EMAIL_LOCALPART', 'EMAIL_CHARACTER'],
  postalForm: ['POSTALCODE_LENGTH', 'POSTALCODE_CHARACTER', 'POSTALCODE_DEPARTEMENT'], ibanDigit: ['IBAN_CHECKDIGITS'], ibanShort: ['IBAN_LENGTH'],
  costWords: ['DATA_VALUE_TYPE'], rowTwice: ['DUPLICATE'],
};

/** The check that names the rows of each kind that no cleaning step can see. */
export const FAILED: Readonly<Record<string, string>> = {
  sexDisagrees: 'nir agrees', monthDisagrees: 'nir agrees', yearDisagrees: 'nir agrees', placeDisagrees: 'nir agrees', countryDisagrees: 'nir agrees',
  sexOutside: 'sex known', entryOutside: 'entry known', unitUnknown: 'unit exists', dischargeBefore: 'dates in order', costNegative: 'cost in range', costHuge: 'cost in range',
  nirMissing: 'nir present', sexMissing: 'sex present', birthDateMissing: 'birth date present', admissionMissing: 'admission present', familyNameMissing: 'family name present',
  givenNameMissing: 'given name present', diagnosisMissing: 'diagnosis present', stayMissing: 'stay present',
  // A name that was none is gone, and missed.
  familyNameNone: 'family name present', givenNameNone: 'given name present',
  stayTwice: 'stay unique',
};

/** What the number and the columns disagree on, where a check tells it. */
export const DISAGREEMENTS: Readonly<Record<string, readonly string[]>> = {
  sexDisagrees: ['sex'], monthDisagrees: ['birthMonth'], yearDisagrees: ['birthYear'], placeDisagrees: ['birthPlace'], countryDisagrees: ['birthPlace'],
};

/** What must become of one line. */
export interface Expectation {
  /** The row as it leaves the cleaning, or `null` when it is set aside. */
  readonly row: DirtyRow | null;
  /** `line port what`: the column rejected, or the name of the check. */
  readonly findings: readonly string[];
}

/** The row after every repair, and without the names that were none. */
function cleaned({ row, faults }: DirtyLine): DirtyRow {
  const changes = faults.flatMap(({ column, outcome, clean }): [string, string | null][] =>
    outcome === 'repaired' ? [[column, clean]] : outcome === 'nulled' ? [[column, null]] : []);
  return { ...row, ...Object.fromEntries(changes) };
}

/** The checks of the raw file that each kind fails; a writing that cleaning undoes is right all the same. */
const RAW_FAILED: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(FAULT_KINDS.filter(({ outcome, column }) => outcome === 'refused' && RAW_IDENTIFIERS[column] !== undefined).map(({ name, column }) => [name, [`${column} right`]])),
  sexDisagrees: ['nir agrees'], monthDisagrees: [], yearDisagrees: [], placeDisagrees: ['nir agrees'], countryDisagrees: ['nir agrees'],
  sexOutside: ['sex known'], sexLetter: ['sex known'], entryOutside: ['entry known'], unitUnknown: ['unit exists'],
  nirMissing: ['nir present'], sexMissing: ['sex present'], familyNameMissing: ['family name present'], givenNameMissing: ['given name present'], birthDateMissing: ['birth date present'],
  admissionMissing: ['admission present'], diagnosisMissing: ['diagnosis present'], stayMissing: ['stay present'],
  // What a spreadsheet took away is a fault until it is put back.
  hospitalZero: ['hospital right'], communeZero: ['birthCommune right'], postalZero: ['postalCode right'],
  birthDateForm: ['birth date form'], birthDateWords: ['birth date form'], admissionForm: ['admission form'], admissionWords: ['admission form'],
  stayTwice: ['stay unique'], rowTwice: ['stay unique', 'row unique'],
};

/** Kinds that show in a name or a number only once their column is cleaned or has a type. */
const ONLY_CLEANED = /^(?:familyName|givenName|cost|birthDate|admission|dischargeBefore)|[a-z](?:Spaces|LowerCase|WithoutKey|Point|National|Domain|Groups)$/;

/**
 * Works out what checks of the raw file must say of a line, whatever the number of its faults.
 *
 * @param line - a line with any number of faults.
 */
export function rawFindingsOf({ faults }: DirtyLine): readonly string[] {
  return faults.flatMap(({ line, twin, kind }) => {
    const checks = RAW_FAILED[kind];
    if (checks === undefined && !ONLY_CLEANED.test(kind)) throw new Error(`nothing foreseen for ${kind}`);
    return (checks ?? []).flatMap((check) => [line, ...(twin === null ? [] : [twin])].map((row) => `${row} failures ${check}`));
  });
}

/**
 * Works out what must become of a line.
 *
 * @param line - a line with at most one fault.
 */
export function expectationOf(line: DirtyLine): Expectation {
  const [fault] = line.faults;
  if (fault === undefined) return { row: line.row, findings: [] };
  if (REJECTED[fault.kind] !== undefined) return { row: null, findings: [`${fault.line} rejects ${fault.column}`] };
  const check = FAILED[fault.kind];
  const twin = fault.twin === null ? [] : [`${fault.twin} failures ${check!}`];
  return { row: cleaned(line), findings: check === undefined ? [] : [`${fault.line} failures ${check}`, ...twin] };
}

/** Kinds for which nothing is foreseen although they are not repaired; there must be none. */
export const UNFORESEEN_KINDS: readonly string[] = [...FAULT_KINDS.filter(({ outcome }) => outcome !== 'repaired').map(({ name }) => name), 'stayTwice', 'rowTwice']
  .filter((name) => REJECTED[name] === undefined && FAILED[name] === undefined);
