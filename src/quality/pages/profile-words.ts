// Data table: the words of profile pages and tables, in English and French.
import type { Role } from '../../core/roles.ts';
import type { CountedWord, Language } from '../../chart/index.ts';

/** Words around the figures of a profile; a function takes figures that are already written. */
export interface ProfileWords {
  readonly heading: string;
  readonly internal: string;
  readonly noValues: (rows: string) => string;
  readonly estimates: string;
  readonly rows: CountedWord;
  readonly columns: CountedWord;
  readonly cells: string;
  readonly leftOut: string;
  readonly rejected: (rows: string, reason: string) => string;
  readonly unusable: (column: string) => string;
  readonly directIdentifiers: CountedWord;
  readonly toLookAt: string;
  readonly nothingToLookAt: string;
  readonly allColumns: string;
  readonly column: string;
  readonly type: string;
  readonly filled: string;
  readonly nulls: string;
  readonly distinct: string;
  readonly notes: string;
  readonly once: string;
  readonly mean: string;
  readonly standardDeviation: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly quantile: (share: string) => string;
  readonly median: string;
  readonly quantileError: string;
  readonly length: string;
  readonly range: (from: string, to: string) => string;
  readonly below: (bound: string) => string;
  readonly from: (bound: string) => string;
  readonly figure: (what: string, rows: string) => string;
  readonly filledChart: (column: string) => string;
  readonly spread: (column: string) => string;
  readonly spreadCaption: string;
  readonly years: (column: string) => string;
  readonly yearsCaption: string;
  readonly shapes: (column: string) => string;
  readonly shapesCaption: string;
  readonly shapesOfRuns: string;
  readonly frequencies: (column: string) => string;
  readonly frequenciesCaption: string;
  readonly ranksCaption: string;
  readonly rank: (rank: string) => string;
  readonly others: CountedWord;
  readonly unique: (distinct: string) => string;
  readonly seemsRole: (role: string) => string;
  readonly validAs: (identifier: string) => string;
  readonly shape: string;
  readonly roles: Readonly<Record<Role, string>>;
  readonly note: ProfileNotes;
}

/** What is to be looked at in a column. */
export interface ProfileNotes {
  readonly nirFound: (rows: string) => string;
  readonly emailFound: (rows: string) => string;
  readonly phoneFound: (rows: string) => string;
  readonly someValid: (share: string, identifier: string) => string;
  readonly someInvalid: (share: string, identifier: string) => string;
  readonly allNull: string;
  readonly constant: string;
  readonly placeholderTexts: (rows: string) => string;
  readonly placeholderDates: (rows: string) => string;
  readonly nines: (rows: string) => string;
  readonly newYearDays: (rows: string) => string;
  readonly outOfRange: (rows: string) => string;
  readonly misread: (rows: string) => string;
  readonly controls: (rows: string) => string;
  readonly blanks: (rows: string) => string;
  readonly empty: (rows: string) => string;
  readonly notNumbers: (rows: string) => string;
}

/** The words of a profile by language. */
export const PROFILE_WORDS: Readonly<Record<Language, ProfileWords>> = Object.freeze({
  en: {
    heading: 'What one reading of the whole table found, column by column.',
    internal: 'Internal: this page shows values of the data and is as confidential as the data.',
    noValues: (rows) => `No value of the data stands on this page. What is told of values, shapes, years and ranges comes from at least ${rows}; rarer ones are told together.`,
    estimates: 'Counts are exact, except numbers of different values marked ≈, which are estimated; quantiles and ranges have the relative error stated.',
    rows: { one: 'row', many: 'rows' },
    columns: { one: 'column', many: 'columns' },
    cells: 'cells filled',
    leftOut: 'Left out',
    rejected: (rows, reason) => `rows rejected as ${reason}: ${rows}`,
    unusable: (column) => `column that no step works on: ${column}`,
    directIdentifiers: { one: 'direct identifier', many: 'direct identifiers' },
    toLookAt: 'To look at',
    nothingToLookAt: 'Nothing stands out.',
    allColumns: 'Columns',
    column: 'column',
    type: 'type',
    filled: 'filled',
    nulls: 'null',
    distinct: 'different values',
    notes: 'to look at',
    once: 'values that occur once',
    mean: 'mean',
    standardDeviation: 'standard deviation',
    minimum: 'least',
    maximum: 'greatest',
    quantile: (share) => `${share} at most`,
    median: 'median',
    quantileError: 'relative error',
    length: 'length, characters',
    range: (from, to) => `${from} to ${to}`,
    below: (bound) => `below ${bound}`,
    from: (bound) => `from ${bound}`,
    figure: (what, rows) => `${what}: ${rows}`,
    filledChart: (column) => `Share of rows with a value in ${column}`,
    spread: (column) => `How the numbers of ${column} are spread`,
    spreadCaption: 'Spread of the numbers',
    years: (column) => `Rows of ${column} by year`,
    yearsCaption: 'Rows by year',
    shapes: (column) => `Most frequent shapes of ${column}`,
    shapesCaption: 'Shapes: A a letter, 9 a digit, * anything else',
    shapesOfRuns: 'Shapes by runs: A a letter, 9 a digit, + several',
    frequencies: (column) => `Most frequent values of ${column}`,
    frequenciesCaption: 'Most frequent values',
    ranksCaption: 'Most frequent values, by rank',
    rank: (rank) => `no. ${rank}`,
    others: { one: 'other', many: 'others' },
    unique: (distinct) => `${distinct}, unique`,
    seemsRole: (role) => `proposed role: ${role}`,
    validAs: (identifier) => `valid as ${identifier}`,
    shape: 'shape',
    roles: {
      directIdentifier: 'direct identifier',
      entity: 'entity',
      pseudonym: 'pseudonym',
      quasiIdentifier: 'quasi-identifier',
      sensitive: 'sensitive variable',
      measure: 'measure',
      weight: 'weight',
      attribute: 'attribute',
      cell: 'cell',
      technical: 'technical column',
    },
    note: {
      nirFound: (rows) => `texts with a NIR: ${rows}`,
      emailFound: (rows) => `texts with an e-mail address: ${rows}`,
      phoneFound: (rows) => `texts with a telephone number: ${rows}`,
      someValid: (share, identifier) => `${share} of the values looked at are valid as ${identifier}`,
      someInvalid: (share, identifier) => `${share} of the values looked at are not valid as ${identifier}`,
      allNull: 'always null',
      constant: 'always the same value',
      placeholderTexts: (rows) => `texts that stand for a missing value: ${rows}`,
      placeholderDates: (rows) => `dates that stand for a missing value: ${rows}`,
      nines: (rows) => `numbers made of nines: ${rows}`,
      newYearDays: (rows) => `many dates on a first of January: ${rows}`,
      outOfRange: (rows) => `dates outside the years 1 to 9999: ${rows}`,
      misread: (rows) => `texts read in the wrong encoding: ${rows}`,
      controls: (rows) => `texts with control characters: ${rows}`,
      blanks: (rows) => `texts with blanks at an end: ${rows}`,
      empty: (rows) => `empty texts: ${rows}`,
      notNumbers: (rows) => `NaN and infinities: ${rows}`,
    },
  },
  fr: {
    heading: 'Ce qu’une lecture de toute la table a trouvé, colonne par colonne.',
    internal: 'Interne\u00A0: cette page montre des valeurs des données\u00A0; elle est aussi confidentielle que les données.',
    noValues: (rows) => `Aucune valeur des données ne figure sur cette page. Ce qui est dit des valeurs, des formes, des années et des tranches vient d’au moins ${rows}\u00A0; les plus rares sont dites ensemble.`,
    estimates: 'Les comptes sont exacts, sauf les nombres de valeurs distinctes marqués ≈, qui sont estimés\u00A0; quantiles et tranches ont l’erreur relative indiquée.',
    rows: { one: 'ligne', many: 'lignes' },
    columns: { one: 'colonne', many: 'colonnes' },
    cells: 'cases remplies',
    leftOut: 'Laissé de côté',
    rejected: (rows, reason) => `lignes rejetées, motif ${reason}\u00A0: ${rows}`,
    unusable: (column) => `colonne qu’aucune étape ne traite\u00A0: ${column}`,
    directIdentifiers: { one: 'identifiant direct', many: 'identifiants directs' },
    toLookAt: 'À regarder',
    nothingToLookAt: 'Rien ne ressort.',
    allColumns: 'Colonnes',
    column: 'colonne',
    type: 'type',
    filled: 'rempli',
    nulls: 'manquant',
    distinct: 'valeurs distinctes',
    notes: 'à regarder',
    once: 'valeurs vues une fois',
    mean: 'moyenne',
    standardDeviation: 'écart-type',
    minimum: 'minimum',
    maximum: 'maximum',
    quantile: (share) => `${share} au plus`,
    median: 'médiane',
    quantileError: 'erreur relative',
    length: 'longueur, caractères',
    range: (from, to) => `${from} à ${to}`,
    below: (bound) => `moins de ${bound}`,
    from: (bound) => `à partir de ${bound}`,
    figure: (what, rows) => `${what}\u00A0: ${rows}`,
    filledChart: (column) => `Part des lignes avec une valeur dans ${column}`,
    spread: (column) => `Répartition des nombres de ${column}`,
    spreadCaption: 'Répartition des nombres',
    years: (column) => `Lignes de ${column} par année`,
    yearsCaption: 'Lignes par année',
    shapes: (column) => `Formes les plus fréquentes de ${column}`,
    shapesCaption: 'Formes\u00A0: A a une lettre, 9 un chiffre, * tout autre signe',
    shapesOfRuns: 'Formes par suites\u00A0: A a une lettre, 9 un chiffre, + plusieurs',
    frequencies: (column) => `Valeurs les plus fréquentes de ${column}`,
    frequenciesCaption: 'Valeurs les plus fréquentes',
    ranksCaption: 'Valeurs les plus fréquentes, par rang',
    rank: (rank) => `n° ${rank}`,
    others: { one: 'autre', many: 'autres' },
    unique: (distinct) => `${distinct}, uniques`,
    seemsRole: (role) => `rôle proposé\u00A0: ${role}`,
    validAs: (identifier) => `valides comme ${identifier}`,
    shape: 'forme',
    roles: {
      directIdentifier: 'identifiant direct',
      entity: 'entité',
      pseudonym: 'pseudonyme',
      quasiIdentifier: 'quasi-identifiant',
      sensitive: 'variable sensible',
      measure: 'variable de mesure',
      weight: 'pondération',
      attribute: 'attribut',
      cell: 'cellule',
      technical: 'colonne technique',
    },
    note: {
      nirFound: (rows) => `textes avec un NIR\u00A0: ${rows}`,
      emailFound: (rows) => `textes avec une adresse électronique\u00A0: ${rows}`,
      phoneFound: (rows) => `textes avec un numéro de téléphone\u00A0: ${rows}`,
      someValid: (share, identifier) => `${share} des valeurs regardées sont valides comme ${identifier}`,
      someInvalid: (share, identifier) => `${share} des valeurs regardées ne sont pas valides comme ${identifier}`,
      allNull: 'toujours manquant',
      constant: 'toujours la même valeur',
      placeholderTexts: (rows) => `textes mis pour une valeur manquante\u00A0: ${rows}`,
      placeholderDates: (rows) => `dates mises pour une valeur manquante\u00A0: ${rows}`,
      nines: (rows) => `nombres faits de neufs\u00A0: ${rows}`,
      newYearDays: (rows) => `beaucoup de dates au 1er janvier\u00A0: ${rows}`,
      outOfRange: (rows) => `dates hors des années 1 à 9999\u00A0: ${rows}`,
      misread: (rows) => `textes lus dans un mauvais encodage\u00A0: ${rows}`,
      controls: (rows) => `textes avec des caractères de contrôle\u00A0: ${rows}`,
      blanks: (rows) => `textes avec des blancs au bord\u00A0: ${rows}`,
      empty: (rows) => `textes vides\u00A0: ${rows}`,
      notNumbers: (rows) => `NaN et infinis\u00A0: ${rows}`,
    },
  },
});
