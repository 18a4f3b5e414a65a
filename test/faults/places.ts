// Data table: communes, countries of birth and units of the dirty file, from the published INSEE and La Poste codes.

/** A commune: its INSEE code, one of its postal codes, and the first year in which the code is right for a birth. */
export interface Place {
  readonly code: string;
  readonly postalCode: string;
  readonly since: number;
}

const place = (code: string, postalCode: string, since = 1900): Place => ({ code, postalCode, since });

/** The départements around Paris date from 1 January 1968 (law 64-707). */
export const PLACES: readonly Place[] = [
  place('01053', '01000'), place('02691', '02100'), place('06088', '06000'), place('06004', '06600'), place('07186', '07200'),
  place('13201', '13001'), place('13208', '13008'), place('13001', '13090'), place('14118', '14000'), place('21231', '21000'),
  place('29019', '29200'), place('30189', '30000'), place('31555', '31000'), place('33063', '33000'), place('34172', '34000'),
  place('35238', '35000'), place('37261', '37000'), place('38185', '38000'), place('44109', '44000'), place('45234', '45000'),
  place('49007', '49000'), place('51454', '51100'), place('54395', '54000'), place('57463', '57000'), place('59350', '59000'),
  place('63113', '63000'), place('66136', '66000'), place('67482', '67000'), place('68224', '68100'), place('69381', '69001'),
  place('69387', '69007'), place('72181', '72000'), place('75101', '75001'), place('75113', '75013'), place('75120', '75020'),
  place('76540', '76000'), place('80021', '80000'), place('87085', '87000'), place('90010', '90000'),
  place('92012', '92100', 1968), place('93066', '93200', 1968), place('94028', '94000', 1968), place('91228', '91000', 1968), place('95127', '95000', 1968),
  place('97105', '97100'), place('97209', '97200'), place('97302', '97300'), place('97411', '97400'),
];

/** Communes of Corsica; who was registered there before 1976 has 20 in the number, and keeps it. */
export const CORSICA: readonly Place[] = [
  place('2A004', '20000'), place('2A247', '20137'), place('2A041', '20169'), place('2B033', '20200'), place('2B096', '20250'), place('2B050', '20260'), place('2B037', '20620'), place('2B120', '20600'),
];

/** Countries of birth, by their INSEE codes. */
export const COUNTRIES: readonly string[] = ['99109', '99127', '99131', '99134', '99139', '99205', '99326', '99341', '99350', '99351', '99352', '99404'];

/** The units of the hospital: the reference table beside the file. */
export const UNITS: readonly string[] = Array.from({ length: 40 }, (_, index) => `U${String(101 + 7 * index)}`);
