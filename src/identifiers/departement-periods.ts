// Data table: what the codes of départements have named, and when. Names: INSEE, Code officiel géographique 2026, through
// @etalab/decoupage-administratif 6.0.0 (Licence Ouverte 2.0). Dates: the laws named below.

/** A territory that had the code of a département, with the births from `fromDay` up to the day before `untilDay`. */
export interface DepartementPeriod {
  readonly code: string;
  /** Present name, in French. */
  readonly name: string;
  /** First day, in days since 1970-01-01; `null` for as long as codes have been given. */
  readonly fromDay: number | null;
  /** First day on which the code was no longer that of the territory; `null` while it is. */
  readonly untilDay: number | null;
}

/** Codes that have named one territory all the time. */
const LASTING: readonly string[] = [
  '01 Ain', '02 Aisne', '03 Allier', '04 Alpes-de-Haute-Provence', '05 Hautes-Alpes', '06 Alpes-Maritimes', '07 Ardèche',
  '08 Ardennes', '09 Ariège', '10 Aube', '11 Aude', '12 Aveyron', '13 Bouches-du-Rhône', '14 Calvados', '15 Cantal',
  '16 Charente', '17 Charente-Maritime', '18 Cher', '19 Corrèze', '21 Côte-d’Or', '22 Côtes-d’Armor', '23 Creuse',
  '24 Dordogne', '25 Doubs', '26 Drôme', '27 Eure', '28 Eure-et-Loir', '29 Finistère', '30 Gard', '31 Haute-Garonne',
  '32 Gers', '33 Gironde', '34 Hérault', '35 Ille-et-Vilaine', '36 Indre', '37 Indre-et-Loire', '38 Isère', '39 Jura',
  '40 Landes', '41 Loir-et-Cher', '42 Loire', '43 Haute-Loire', '44 Loire-Atlantique', '45 Loiret', '46 Lot',
  '47 Lot-et-Garonne', '48 Lozère', '49 Maine-et-Loire', '50 Manche', '51 Marne', '52 Haute-Marne', '53 Mayenne',
  '54 Meurthe-et-Moselle', '55 Meuse', '56 Morbihan', '57 Moselle', '58 Nièvre', '59 Nord', '60 Oise', '61 Orne',
  '62 Pas-de-Calais', '63 Puy-de-Dôme', '64 Pyrénées-Atlantiques', '65 Hautes-Pyrénées', '66 Pyrénées-Orientales',
  '67 Bas-Rhin', '68 Haut-Rhin', '69 Rhône', '70 Haute-Saône', '71 Saône-et-Loire', '72 Sarthe', '73 Savoie',
  '74 Haute-Savoie', '76 Seine-Maritime', '77 Seine-et-Marne', '79 Deux-Sèvres', '80 Somme', '81 Tarn', '82 Tarn-et-Garonne',
  '83 Var', '84 Vaucluse', '85 Vendée', '86 Vienne', '87 Haute-Vienne', '88 Vosges', '89 Yonne', '90 Territoire de Belfort',
  '971 Guadeloupe', '972 Martinique', '973 Guyane', '974 La Réunion', '975 Saint-Pierre-et-Miquelon',
  '984 Terres australes et antarctiques françaises', '986 Wallis et Futuna', '987 Polynésie française',
  '988 Nouvelle-Calédonie', '989 Île de Clipperton',
];

/** 1968-01-01, loi n° 64-707 du 10 juillet 1964: Seine and Seine-et-Oise make way for seven départements. */
const PARIS_REGION = -731;

/** 1976-01-01, loi n° 75-356 du 15 mai 1975: two départements in Corsica, with 2A and 2B in the place of 20. */
const CORSICA = 2191;

/** Independence: déclaration commune of 1956-03-02 (Morocco), protocole of 1956-03-20 (Tunisia), déclaration of 1962-07-03 (Algeria). */
const MOROCCO = -5053;
const TUNISIA = -5035;
const ALGERIA = -2739;

/**
 * 2007-02-22, loi organique n° 2007-223 du 21 février 2007: Saint-Barthélemy (97123 before) and Saint-Martin (97127
 * before) leave Guadeloupe, and the codes of Mayotte move from 985 to 976, step by step until it became a département
 * on 2011-03-31 (loi organique n° 2010-1486 du 7 décembre 2010). Both codes are taken for right in between.
 */
const OVERSEAS = 13_566;
const MAYOTTE = 15_064;

const period = (code: string, name: string, fromDay: number | null, untilDay: number | null): DepartementPeriod =>
  Object.freeze({ code, name, fromDay, untilDay });

/** The periods, in no order; a code that is not in it has never been given. */
export const DEPARTEMENT_PERIODS: readonly DepartementPeriod[] = Object.freeze([
  ...LASTING.map((entry) => period(entry.slice(0, entry.indexOf(' ')), entry.slice(entry.indexOf(' ') + 1), null, null)),
  period('99', 'Étranger', null, null),
  period('20', 'Corse', null, CORSICA),
  period('2A', 'Corse-du-Sud', CORSICA, null),
  period('2B', 'Haute-Corse', CORSICA, null),
  period('75', 'Seine', null, PARIS_REGION),
  period('75', 'Paris', PARIS_REGION, null),
  period('78', 'Seine-et-Oise', null, PARIS_REGION),
  period('78', 'Yvelines', PARIS_REGION, null),
  period('91', 'Algérie', null, ALGERIA),
  period('91', 'Essonne', PARIS_REGION, null),
  period('92', 'Algérie', null, ALGERIA),
  period('92', 'Hauts-de-Seine', PARIS_REGION, null),
  period('93', 'Algérie', null, ALGERIA),
  period('93', 'Seine-Saint-Denis', PARIS_REGION, null),
  period('94', 'Algérie', null, ALGERIA),
  period('94', 'Val-de-Marne', PARIS_REGION, null),
  period('95', 'Maroc', null, MOROCCO),
  period('95', 'Val-d’Oise', PARIS_REGION, null),
  period('96', 'Tunisie', null, TUNISIA),
  period('985', 'Mayotte', null, MAYOTTE),
  period('976', 'Mayotte', OVERSEAS, null),
  period('977', 'Saint-Barthélemy', OVERSEAS, null),
  period('978', 'Saint-Martin', OVERSEAS, null),
]);
