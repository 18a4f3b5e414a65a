// Data table: the words of a profile on a terminal, in English and French.
import type { Language } from '../../chart/index.ts';

/** Words that the tables of a terminal have beside those of the page. */
export interface ProfileTableWords {
  readonly numbers: string;
  readonly dates: string;
  readonly texts: string;
  readonly distinct: string;
  readonly seems: string;
  readonly valid: (identifier: string, share: string) => string;
  readonly standardDeviation: string;
  readonly shortest: string;
  readonly longest: string;
  readonly shape: string;
  readonly value: string;
  readonly what: string;
  /** In place of a table that has no figure; `rows` is `11 rows`. */
  readonly tooFew: (rows: string) => string;
  readonly valuesShown: string;
  readonly noValueShown: (rows: string) => string;
}

/** The words of a terminal by language. */
export const PROFILE_TABLE_WORDS: Readonly<Record<Language, ProfileTableWords>> = Object.freeze({
  en: {
    numbers: 'Numbers',
    dates: 'Dates',
    texts: 'Texts',
    distinct: 'distinct',
    seems: 'seems',
    valid: (identifier, share) => `${identifier}, ${share} valid`,
    standardDeviation: 'std. dev.',
    shortest: 'shortest',
    longest: 'longest',
    shape: 'most frequent shape',
    value: 'value',
    what: 'what',
    tooFew: (rows) => `Too few rows have a value: what is told comes from at least ${rows}.`,
    valuesShown: 'Values of the data are shown: this is as confidential as the data.',
    noValueShown: (rows) => `No value is shown; what is told of values comes from at least ${rows}. ≈ is an estimate.`,
  },
  fr: {
    numbers: 'Nombres',
    dates: 'Dates',
    texts: 'Textes',
    distinct: 'distinctes',
    seems: 'semble être',
    valid: (identifier, share) => `${identifier}, ${share} valides`,
    standardDeviation: 'écart-type',
    shortest: 'min.',
    longest: 'max.',
    shape: 'forme la plus fréquente',
    value: 'valeur',
    what: 'quoi',
    tooFew: (rows) => `Trop peu de lignes ont une valeur\u00A0: ce qui est dit vient d’au moins ${rows}.`,
    valuesShown: 'Des valeurs des données sont montrées\u00A0: ce texte est aussi confidentiel que les données.',
    noValueShown: (rows) => `Aucune valeur n’est montrée\u00A0; ce qui est dit des valeurs vient d’au moins ${rows}. ≈ est une estimation.`,
  },
});
