import type { CountedWord, Language } from '../../chart/index.ts';

/** Words of the page and the text on rows that were judged. */
export interface JudgedRowsWords {
  readonly heading: string;
  readonly banner: string;
  readonly noValues: string;
  readonly rows: CountedWord;
  readonly refused: string;
  /** What stands between a word and what it announces. */
  readonly colon: string;
  readonly suppressed: string;
  readonly blanked: string;
  readonly loss: string;
  readonly bound: string;
  readonly proven: string;
  readonly nodes: (checks: string, nodes: string) => string;
  readonly columns: string;
  readonly models: string;
  readonly column: string;
  readonly level: string;
  readonly lost: string;
  readonly entropyLost: string;
  readonly model: string;
  readonly asked: string;
  readonly attained: string;
  readonly before: string;
  readonly after: string;
  readonly sizes: string;
  readonly classes: string;
  readonly smallest: string;
  readonly uniques: string;
  readonly highestRisk: string;
  readonly averageRisk: string;
  readonly classSizes: (when: string) => string;
  readonly classSize: string;
  readonly lossOf: (most: string) => string;
  readonly frontier: string;
  readonly noLevels: string;
  readonly path: string;
  readonly checked: string;
}

/** The words by language. */
export const JUDGED_ROWS_WORDS: Readonly<Record<Language, JudgedRowsWords>> = Object.freeze({
  en: {
    heading: 'What would be done to the rows',
    banner: 'Internal: how many rows were suppressed, and why, can help to find them.',
    noValues: 'No value of the data stands on this page.',
    rows: { one: 'row', many: 'rows' },
    refused: 'Nothing would be written',
    colon: ': ',
    suppressed: 'rows suppressed',
    blanked: 'of which blanked',
    loss: 'loss',
    bound: 'no levels lose less than',
    proven: 'proven: no levels lose less',
    nodes: (checks, nodes) => `${checks} of ${nodes} combinations of levels looked at`,
    columns: 'What columns lose',
    models: 'What models attain',
    column: 'column',
    level: 'level',
    lost: 'detail lost',
    entropyLost: 'information lost',
    model: 'model',
    asked: 'asked for',
    attained: 'attained',
    before: 'before',
    after: 'after',
    sizes: 'Classes before and after',
    classes: 'classes',
    smallest: 'smallest class',
    uniques: 'alone in their class',
    highestRisk: 'highest risk of re-identification',
    averageRisk: 'average risk of re-identification',
    classSizes: (when) => `Rows by size of their class, ${when}`,
    classSize: 'size of the class',
    lossOf: (most) => `loss, as a share of ${most}`,
    frontier: 'Risk and loss by k',
    noLevels: 'no levels',
    path: 'How the search went',
    checked: 'combinations looked at',
  },
  fr: {
    heading: 'Ce qui serait fait des lignes',
    banner: 'Interne : le nombre de lignes supprimées, et pourquoi, peut aider à les retrouver.',
    noValues: 'Aucune valeur des données ne figure sur cette page.',
    rows: { one: 'ligne', many: 'lignes' },
    refused: 'Rien ne serait écrit',
    colon: ' : ',
    suppressed: 'lignes supprimées',
    blanked: 'dont vidées',
    loss: 'perte',
    bound: 'aucun choix de niveaux ne perd moins de',
    proven: 'prouvé : aucun choix de niveaux ne perd moins',
    nodes: (checks, nodes) => `${checks} combinaisons de niveaux examinées sur ${nodes}`,
    columns: 'Ce que perdent les colonnes',
    models: 'Ce que les modèles atteignent',
    column: 'colonne',
    level: 'niveau',
    lost: 'détail perdu',
    entropyLost: 'information perdue',
    model: 'modèle',
    asked: 'demandé',
    attained: 'atteint',
    before: 'avant',
    after: 'après',
    sizes: 'Les classes avant et après',
    classes: 'classes',
    smallest: 'plus petite classe',
    uniques: 'seuls dans leur classe',
    highestRisk: 'risque maximal de ré-identification',
    averageRisk: 'risque moyen de ré-identification',
    classSizes: (when) => `Lignes selon la taille de leur classe, ${when}`,
    classSize: 'taille de la classe',
    lossOf: (most) => `perte, en part de ${most}`,
    frontier: 'Risque et perte selon k',
    noLevels: 'aucun niveau',
    path: 'Déroulement de la recherche',
    checked: 'combinaisons examinées',
  },
});
