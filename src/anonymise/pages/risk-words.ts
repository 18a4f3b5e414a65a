// Data table: the words of the page and the text on risk, in English and French.
import type { CountedWord, Language } from '../../chart/index.ts';
import type { PopulationBasis } from '../unit-risks.ts';

/** Words of the page and the text on risk. */
export interface RiskWords {
  readonly heading: (k: string, columns: string) => string;
  readonly banner: string;
  readonly noValues: string;
  readonly rows: CountedWord;
  readonly persons: CountedWord;
  readonly unitOf: Readonly<Record<'rows' | 'entities', string>>;
  readonly nulls: Readonly<Record<'own-class' | 'wildcard' | 'error', string>>;
  /** Between a name and what it is. */
  readonly colon: string;
  readonly semicolon: string;
  readonly overview: string;
  readonly classes: string;
  readonly smallest: string;
  readonly uniques: string;
  readonly below: string;
  readonly ownBelow: string;
  readonly attackers: string;
  readonly prosecutor: string;
  readonly journalist: string;
  readonly marketer: string;
  readonly highest: string;
  readonly average: string;
  readonly atRisk: string;
  readonly expected: string;
  readonly individual: Readonly<Record<PopulationBasis, string>>;
  readonly household: string;
  readonly populationUniques: string;
  readonly sizes: string;
  readonly columns: string;
  readonly column: string;
  readonly alone: string;
  readonly separation: string;
  readonly distinction: string;
  readonly belowWithout: string;
  readonly contribution: string;
  readonly contributions: string;
  readonly coarsen: (column: string) => string;
  readonly counted: string;
  readonly special: string;
  readonly ofColumns: string;
  readonly sets: string;
  readonly units: string;
  readonly match: (share: string) => string;
  readonly subsets: (shown: string, all: string) => string;
  readonly subset: string;
  readonly sensitive: string;
  readonly worst: string;
  readonly fewestValues: string;
  readonly highestShare: string;
  readonly farthest: string;
  readonly models: string;
  readonly model: string;
  readonly holds: string;
  readonly attained: string;
  readonly failing: string;
  readonly yes: string;
  readonly no: string;
  readonly criteria: string;
  readonly criterion: string;
  readonly measured: string;
  readonly notMeasured: string;
  readonly singlingOut: readonly [name: string, measured: string, not: string];
  readonly linkability: readonly [name: string, measured: string, not: string];
  readonly inference: readonly [name: string, measured: string, nothing: string, not: string];
  readonly presets: string;
  readonly preset: string;
  readonly source: string;
  readonly proposal: string;
  readonly presetNames: Readonly<Record<'publicRelease' | 'restrictedAccess' | 'trustedUsers', string>>;
}

/** The words by language. */
export const RISK_WORDS: Readonly<Record<Language, RiskWords>> = Object.freeze({
  en: {
    heading: (k, columns) => `Risk of re-identification by ${columns}; a class is large enough from ${k} on`,
    banner: 'Internal: figures of risk tell an attacker where to begin.',
    noValues: 'No value of the data stands here.',
    rows: { one: 'row', many: 'rows' },
    persons: { one: 'person', many: 'persons' },
    unitOf: { rows: 'every row counts as a person', entities: 'sizes count persons, not rows' },
    nulls: { 'own-class': 'a missing value is a value of its own', wildcard: 'a missing value matches any value', error: 'no quasi-identifier is missing' },
    colon: ': ',
    semicolon: '; ',
    overview: 'In short',
    classes: 'classes (distinct combinations)',
    smallest: 'smallest class',
    uniques: 'classes of one',
    below: 'rows in too small a class',
    ownBelow: 'the same, a missing value being a value of its own',
    attackers: 'Chance of being recognised',
    prosecutor: 'by one who knows that the person is in the file',
    journalist: 'by one who knows only that the person is in the population',
    marketer: 'by one who wants as many as possible',
    highest: 'highest',
    average: 'average',
    atRisk: 'above 1/k',
    expected: 'expected recognitions',
    individual: { file: 'one by one, within the file', population: 'one by one, in the population', weights: 'one by one, by sampling weights (Benedetti–Franconi)', sampleFraction: 'one by one, by the sample fraction (Benedetti–Franconi)' },
    household: 'when one member of a household gives all away',
    populationUniques: 'of the population alone in their class (estimate)',
    sizes: 'Rows by size of their class',
    columns: 'Which column to coarsen first',
    column: 'column',
    alone: 'values',
    separation: 'pairs told apart',
    distinction: 'classes per unit',
    belowWithout: 'too small without it',
    contribution: 'in special uniques',
    contributions: 'How often each column is part of what singles somebody out',
    coarsen: (column) => `Without ${column}, fewest remain in too small a class.`,
    counted: 'Told of each column: distinct values, pairs of units it tells apart, units still in too small a class without it, and its part in special uniques.',
    special: 'Smallest sets of columns that single somebody out (SUDA2)',
    ofColumns: 'columns in the set',
    sets: 'sets',
    units: 'singled out',
    match: (share) => `A match with somebody singled out would be right with a chance of ${share} on average (DIS-SUDA).`,
    subsets: (shown, all) => `Sets of columns that tell most apart (${shown} of ${all})`,
    subset: 'columns',
    sensitive: 'What a class gives away',
    worst: 'Of the worst class: fewest distinct values, largest share of one value, largest distance from the whole table.',
    fewestValues: 'fewest values',
    highestShare: 'largest share of a value',
    farthest: 'largest distance',
    models: 'Privacy models',
    model: 'model',
    holds: 'holds',
    attained: 'attained',
    failing: 'rows that fail',
    yes: 'yes',
    no: 'no',
    criteria: 'The three criteria of the European authorities (opinion WP216)',
    criterion: 'criterion',
    measured: 'measured',
    notMeasured: 'not measured',
    singlingOut: ['Singling out', 'class sizes and special uniques on the columns named above', 'columns that were not named; what attackers know of rare events, texts and dates'],
    linkability: ['Linkability', 'nothing, but for a population that was given', 'links with other files, earlier releases, and the same person in several files'],
    inference: ['Inference', 'values, shares and distances of each sensitive column', 'nothing: no sensitive column was named', 'several sensitive columns together; models trained on the file'],
    presets: 'Thresholds others use',
    preset: 'use',
    source: 'source',
    proposal: 'Proposals of this project: no French authority has published a numeric k for microdata.',
    presetNames: { publicRelease: 'public release', restrictedAccess: 'restricted access', trustedUsers: 'few and trusted users' },
  },
  fr: {
    heading: (k, columns) => `Risque de ré-identification par ${columns} ; une classe est assez grande à partir de ${k}`,
    banner: 'Interne : les chiffres de risque disent à un attaquant par où commencer.',
    noValues: 'Aucune valeur des données ne figure ici.',
    rows: { one: 'ligne', many: 'lignes' },
    persons: { one: 'personne', many: 'personnes' },
    unitOf: { rows: 'chaque ligne compte pour une personne', entities: 'les tailles comptent des personnes, non des lignes' },
    nulls: { 'own-class': 'une valeur manquante est une valeur à part', wildcard: 'une valeur manquante s’accorde avec toute valeur', error: 'aucun quasi-identifiant ne manque' },
    colon: ' : ',
    semicolon: ' ; ',
    overview: 'En bref',
    classes: 'classes (combinaisons distinctes)',
    smallest: 'plus petite classe',
    uniques: 'classes d’un seul',
    below: 'lignes dans une classe trop petite',
    ownBelow: 'de même, une valeur manquante étant une valeur à part',
    attackers: 'Chance d’être reconnu',
    prosecutor: 'par qui sait que la personne est dans le fichier',
    journalist: 'par qui sait seulement qu’elle est dans la population',
    marketer: 'par qui en veut le plus possible',
    highest: 'maximale',
    average: 'moyenne',
    atRisk: 'au-dessus de 1/k',
    expected: 'reconnaissances attendues',
    individual: { file: 'un par un, dans le fichier', population: 'un par un, dans la population', weights: 'un par un, selon les poids de sondage (Benedetti–Franconi)', sampleFraction: 'un par un, selon le taux de sondage (Benedetti–Franconi)' },
    household: 'quand un membre du ménage trahit tous les autres',
    populationUniques: 'de la population seuls dans leur classe (estimation)',
    sizes: 'Lignes selon la taille de leur classe',
    columns: 'Quelle colonne rendre moins fine d’abord',
    column: 'colonne',
    alone: 'valeurs',
    separation: 'paires distinguées',
    distinction: 'classes par unité',
    belowWithout: 'trop petite sans elle',
    contribution: 'dans les uniques spéciaux',
    contributions: 'Part de chaque colonne dans ce qui isole quelqu’un',
    coarsen: (column) => `Sans ${column}, il en reste le moins dans une classe trop petite.`,
    counted: 'De chaque colonne : valeurs distinctes, paires d’unités qu’elle distingue, unités encore dans une classe trop petite sans elle, part dans les uniques spéciaux.',
    special: 'Plus petits ensembles de colonnes qui isolent quelqu’un (SUDA2)',
    ofColumns: 'colonnes de l’ensemble',
    sets: 'ensembles',
    units: 'isolés',
    match: (share) => `Un appariement avec quelqu’un d’isolé serait juste avec une chance moyenne de ${share} (DIS-SUDA).`,
    subsets: (shown, all) => `Ensembles de colonnes qui distinguent le plus (${shown} sur ${all})`,
    subset: 'colonnes',
    sensitive: 'Ce qu’une classe révèle',
    worst: 'De la pire classe : plus petit nombre de valeurs distinctes, plus grande part d’une valeur, plus grande distance à la table entière.',
    fewestValues: 'valeurs',
    highestShare: 'part d’une valeur',
    farthest: 'distance',
    models: 'Modèles de confidentialité',
    model: 'modèle',
    holds: 'tenu',
    attained: 'atteint',
    failing: 'lignes en défaut',
    yes: 'oui',
    no: 'non',
    criteria: 'Les trois critères des autorités européennes (avis WP216)',
    criterion: 'critère',
    measured: 'mesuré',
    notMeasured: 'non mesuré',
    singlingOut: ['Individualisation', 'tailles des classes et uniques spéciaux sur les colonnes nommées ci-dessus', 'les colonnes non nommées ; ce qu’un attaquant sait d’événements rares, de textes et de dates'],
    linkability: ['Corrélation', 'rien, hormis une population donnée', 'les liens avec d’autres fichiers, des diffusions antérieures, la même personne dans plusieurs fichiers'],
    inference: ['Inférence', 'valeurs, parts et distances de chaque colonne sensible', 'rien : aucune colonne sensible n’a été nommée', 'plusieurs colonnes sensibles ensemble ; les modèles entraînés sur le fichier'],
    presets: 'Seuils employés ailleurs',
    preset: 'usage',
    source: 'source',
    proposal: 'Propositions de ce projet : aucune autorité française n’a publié de k chiffré pour des données individuelles.',
    presetNames: { publicRelease: 'diffusion publique', restrictedAccess: 'accès restreint', trustedUsers: 'utilisateurs peu nombreux et de confiance' },
  },
});
