import type { CountedWord, Language } from '../../chart/index.ts';
import type { Outcome } from '../outcome-map.ts';

/** Words of the page and the text on protected tables. */
export interface TableWords {
  readonly heading: string;
  readonly banner: string;
  readonly cells: CountedWord;
  readonly published: string;
  readonly byRules: string;
  readonly asCover: string;
  readonly rowsWithheld: string;
  readonly cost: string;
  readonly gap: string;
  readonly method: string;
  readonly attack: string;
  readonly attacked: (statistics: number, attacks: number, unknown: number) => string;
  readonly notAttacked: string;
  readonly refused: string;
  readonly rule: string;
  readonly withheld: string;
  readonly dimension: string;
  readonly level: string;
  readonly total: string;
  readonly collapse: string;
  readonly asItIs: string;
  readonly detail: string;
  readonly without: (column: string) => string;
  readonly map: (rows: string, columns: string) => string;
  readonly leftOut: (categories: string) => string;
  readonly numbered: string;
  readonly outcomes: Readonly<Record<Outcome, string>>;
  readonly noValues: string;
}

/** The words by language. */
export const TABLE_WORDS: Readonly<Record<Language, TableWords>> = Object.freeze({
  en: {
    heading: 'What would be withheld',
    banner: 'Internal: these counts can undo the protection of a published table.',
    cells: { one: 'cell', many: 'cells' },
    published: 'published',
    byRules: 'withheld by rules',
    asCover: 'withheld as cover',
    rowsWithheld: 'rows in withheld cells',
    cost: 'cost of the cover',
    gap: 'at most above the cheapest',
    method: 'method',
    attack: 'attack',
    attacked: (statistics, attacks, unknown) => `${statistics} statistics, ${attacks} ${attacks === 1 ? 'round' : 'rounds'}, ${unknown} unknown figures in the last`,
    notAttacked: 'none: withheld cells may follow from totals',
    refused: 'Nothing would be published',
    rule: 'rule',
    withheld: 'withheld',
    dimension: 'dimension',
    level: 'level',
    total: 'total',
    collapse: 'What to leave out',
    asItIs: 'as it is',
    detail: 'rows told at the finest level',
    without: (column) => `without ${column}`,
    map: (rows, columns) => `${rows} by ${columns}`,
    leftOut: (categories) => `${categories} categories more have no room here.`,
    numbered: 'Categories are numbered in the order of their values.',
    outcomes: { absent: 'absent', published: 'published', primary: 'withheld by a rule', secondary: 'withheld as cover', zero: 'empty' },
    noValues: 'No value of the data stands here.',
  },
  fr: {
    heading: 'Ce qui serait masqué',
    banner: 'Interne : ces effectifs peuvent défaire la protection d’un tableau publié.',
    cells: { one: 'case', many: 'cases' },
    published: 'publiées',
    byRules: 'masquées par les règles',
    asCover: 'masquées pour couvrir',
    rowsWithheld: 'lignes dans des cases masquées',
    cost: 'coût de la couverture',
    gap: 'au plus au-dessus du moins cher',
    method: 'méthode',
    attack: 'attaque',
    attacked: (statistics, attacks, unknown) => `${statistics} statistiques, ${attacks} ${attacks === 1 ? 'tour' : 'tours'}, ${unknown} inconnues au dernier`,
    notAttacked: 'aucune : des cases masquées peuvent se déduire des totaux',
    refused: 'Rien ne serait publié',
    rule: 'règle',
    withheld: 'masquées',
    dimension: 'dimension',
    level: 'niveau',
    total: 'total',
    collapse: 'Ce qu’on peut retirer',
    asItIs: 'tel quel',
    detail: 'lignes dites au niveau le plus fin',
    without: (column) => `sans ${column}`,
    map: (rows, columns) => `${rows} par ${columns}`,
    leftOut: (categories) => `${categories} autres modalités n’ont pas la place ici.`,
    numbered: 'Les modalités sont numérotées dans l’ordre de leurs valeurs.',
    outcomes: { absent: 'absente', published: 'publiée', primary: 'masquée par une règle', secondary: 'masquée pour couvrir', zero: 'vide' },
    noValues: 'Aucune valeur des données ne figure ici.',
  },
});
