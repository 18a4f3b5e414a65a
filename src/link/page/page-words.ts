// Data table: the words of linkage pages and pictures, in English and French.
import type { CountedWord, Language } from '../../chart/index.ts';
import type { LinkType } from '../model/model.ts';

/** Words around the figures of a linkage; a function takes figures that are already written. */
export interface PageWords {
  readonly heading: string;
  readonly internal: string;
  readonly noValues: string;
  readonly weights: string;
  readonly weightsNote: string;
  readonly prior: string;
  readonly priorText: (share: string) => string;
  readonly level: string;
  readonly bits: string;
  readonly ofMatches: string;
  readonly ofOthers: string;
  /** Ends of an axis that goes both ways; together they fit one line. */
  readonly sides: readonly [others: string, matches: string];
  readonly parameters: string;
  readonly parametersNote: string;
  readonly parameterText: (m: string, u: string) => string;
  readonly untrained: string;
  readonly modelled: string;
  readonly comparisons: CountedWord;
  readonly rules: CountedWord;
  readonly records: string;
  readonly aboutRecords: string;
  readonly aboutLinks: string;
  readonly pairs: CountedWord;
  readonly allPairs: string;
  readonly blocking: string;
  readonly blockingNote: (share: string) => string;
  readonly atMost: string;
  readonly rule: (number: string) => string;
  readonly newPairs: (pairs: string, blockPairs: string) => string;
  readonly lost: (pairs: string, blocks: string) => string;
  readonly reached: string;
  readonly ownPairs: string;
  readonly histogram: string;
  readonly histogramBin: (from: string, to: string, pairs: string) => string;
  readonly cuts: string;
  readonly expected: string;
  readonly expectedNote: string;
  readonly precision: string;
  readonly recall: string;
  readonly f1: string;
  readonly falseDiscovery: string;
  readonly falseNegative: string;
  readonly share: string;
  readonly chosenCut: string;
  readonly lineText: (from: string, to: string) => string;
  readonly noPoints: string;
  readonly sessions: string;
  readonly sessionsNote: string;
  readonly session: (number: string) => string;
  readonly sessionText: (value: string, sessions: string) => string;
  readonly training: string;
  readonly iteration: string;
  readonly greatestChange: string;
  readonly trainedPrior: string;
  readonly unlinkables: string;
  readonly unlinkablesNote: string;
  readonly completeness: string;
  readonly frequencies: string;
  readonly frequenciesNote: string;
  readonly frequency: string;
  readonly waterfall: string;
  readonly start: string;
  readonly total: string;
  readonly frequencyOf: (comparison: string) => string;
  readonly dependence: string;
  readonly kinds: string;
  readonly probability: string;
  readonly left: string;
  readonly right: string;
  readonly nullValue: string;
  readonly notes: string;
  readonly linkType: (type: LinkType) => string;
}

/** The words of linkage pages by language. */
export const PAGE_WORDS: Readonly<Record<Language, PageWords>> = Object.freeze({
  en: {
    heading: 'How records were linked: the model, the pairs compared, and what can be expected of the links.',
    internal: 'Values of the data stand on this page. For internal use only.',
    noValues: 'No value of the data stands on this page: names of comparisons and levels, counts, shares and weights.',
    weights: 'Match weights',
    weightsNote: 'What each level of agreement says, in bits: to the right for a match, to the left against. One bit doubles the odds.',
    prior: 'prior',
    priorText: (share) => `Two records drawn at random match with probability ${share}.`,
    level: 'level',
    bits: 'bits',
    ofMatches: 'm: share of matches',
    ofOthers: 'u: share of other pairs',
    sides: ['← u: other pairs', 'm: matches →'],
    parameters: 'Shares at each level',
    parametersNote: 'To the right the share of matching pairs (m), to the left that of pairs that do not match (u).',
    parameterText: (m, u) => `m ${m} · u ${u}`,
    untrained: 'unknown',
    modelled: 'missing values have a level of their own',
    comparisons: { one: 'comparison', many: 'comparisons' },
    rules: { one: 'blocking rule', many: 'blocking rules' },
    records: 'records',
    aboutRecords: 'Records',
    aboutLinks: 'Links',
    pairs: { one: 'pair', many: 'pairs' },
    allPairs: 'of all pairs compared',
    blocking: 'Pairs by blocking rule',
    blockingNote: (share) => `Rules add up from top to bottom. They compare ${share} of all pairs there are.`,
    atMost: 'Conditions of rules were not evaluated: their counts are bounds from above.',
    rule: (number) => `rule ${number}`,
    newPairs: (pairs, blockPairs) => `${pairs} new of ${blockPairs}`,
    lost: (pairs, blocks) => `${pairs} lost in ${blocks} large blocks`,
    reached: 'pairs so far',
    ownPairs: 'new pairs',
    histogram: 'Pairs by match weight',
    histogramBin: (from, to, pairs) => `${from} to ${to} bits: ${pairs}`,
    cuts: 'Precision and recall by cut',
    expected: 'Expected errors by cut',
    expectedNote: 'Estimated from the model’s own probabilities, without labels.',
    precision: 'precision',
    recall: 'recall',
    f1: 'F1',
    falseDiscovery: 'links that are no matches',
    falseNegative: 'matches that are not linked',
    share: 'share',
    chosenCut: 'cut',
    lineText: (from, to) => `from ${from} to ${to}`,
    noPoints: 'nothing to show',
    sessions: 'Estimates by session',
    sessionsNote: 'The bar is the m that the model has; each dot is what one session of training found.',
    session: (number) => `session ${number}`,
    sessionText: (value, sessions) => `${value} (${sessions})`,
    training: 'How training went',
    iteration: 'iteration',
    greatestChange: 'Greatest change of a parameter (log₁₀)',
    trainedPrior: 'Share of matches among the pairs of a rule',
    unlinkables: 'Records that cannot be linked',
    unlinkablesNote: 'Share of records that would not reach a weight even if compared with themselves.',
    completeness: 'Completeness',
    frequencies: 'Weight of agreement by frequency of the value',
    frequenciesNote: 'Agreement on a rare value says more than agreement on a frequent one.',
    frequency: 'frequency of the value',
    waterfall: 'One pair, step by step',
    start: 'prior',
    total: 'match weight',
    frequencyOf: (comparison) => `frequency of ${comparison}`,
    dependence: 'dependence between comparisons',
    kinds: 'kinds of pairs that agree so',
    probability: 'probability of a match',
    left: 'left',
    right: 'right',
    nullValue: 'null',
    notes: 'Worth knowing',
    linkType: (type) => type === 'link' ? 'Links between files' : type === 'linkAndDedupe' ? 'Links between files, and duplicates within them' : 'Duplicates within one file',
  },
  fr: {
    heading: 'Comment les enregistrements ont été appariés\u00A0: le modèle, les paires comparées et ce que l’on peut attendre des liens.',
    internal: 'Des valeurs des données figurent sur cette page. Usage interne uniquement.',
    noValues: 'Aucune valeur des données ne figure sur cette page\u00A0: des noms de comparaisons et de niveaux, des comptes, des parts et des poids.',
    weights: 'Poids d’appariement',
    weightsNote: 'Ce que dit chaque niveau d’accord, en bits\u00A0: à droite en faveur d’une paire vraie, à gauche contre. Un bit double la cote.',
    prior: 'a priori',
    priorText: (share) => `Deux enregistrements tirés au hasard forment une paire vraie avec la probabilité ${share}.`,
    level: 'niveau',
    bits: 'bits',
    ofMatches: 'm\u00A0: part des paires vraies',
    ofOthers: 'u\u00A0: part des autres paires',
    sides: ['← u\u00A0: autres paires', 'm\u00A0: paires vraies →'],
    parameters: 'Parts à chaque niveau',
    parametersNote: 'À droite la part des paires vraies (m), à gauche celle des autres paires (u).',
    parameterText: (m, u) => `m ${m} · u ${u}`,
    untrained: 'inconnu',
    modelled: 'les valeurs manquantes ont un niveau à elles',
    comparisons: { one: 'comparaison', many: 'comparaisons' },
    rules: { one: 'règle de blocage', many: 'règles de blocage' },
    records: 'enregistrements',
    aboutRecords: 'Enregistrements',
    aboutLinks: 'Liens',
    pairs: { one: 'paire', many: 'paires' },
    allPairs: 'des paires possibles comparées',
    blocking: 'Paires par règle de blocage',
    blockingNote: (share) => `Les règles s’ajoutent de haut en bas. Elles comparent ${share} de toutes les paires possibles.`,
    atMost: 'Les conditions des règles n’ont pas été évaluées\u00A0: leurs comptes sont des majorants.',
    rule: (number) => `règle ${number}`,
    newPairs: (pairs, blockPairs) => `${pairs} nouvelles sur ${blockPairs}`,
    lost: (pairs, blocks) => `${pairs} perdues dans ${blocks} grands blocs`,
    reached: 'paires cumulées',
    ownPairs: 'paires nouvelles',
    histogram: 'Paires par poids d’appariement',
    histogramBin: (from, to, pairs) => `${from} à ${to} bits\u00A0: ${pairs}`,
    cuts: 'Précision et rappel selon le seuil',
    expected: 'Erreurs attendues selon le seuil',
    expectedNote: 'Estimées d’après les probabilités du modèle lui-même, sans étiquettes.',
    precision: 'précision',
    recall: 'rappel',
    f1: 'F1',
    falseDiscovery: 'liens qui ne sont pas des paires vraies',
    falseNegative: 'paires vraies qui ne sont pas liées',
    share: 'part',
    chosenCut: 'seuil',
    lineText: (from, to) => `de ${from} à ${to}`,
    noPoints: 'rien à montrer',
    sessions: 'Estimations par session',
    sessionsNote: 'La barre est le m du modèle\u00A0; chaque point est ce qu’une session d’apprentissage a trouvé.',
    session: (number) => `session ${number}`,
    sessionText: (value, sessions) => `${value} (${sessions})`,
    training: 'Déroulement de l’apprentissage',
    iteration: 'itération',
    greatestChange: 'Plus grand changement d’un paramètre (log₁₀)',
    trainedPrior: 'Part de paires vraies parmi les paires d’une règle',
    unlinkables: 'Enregistrements impossibles à apparier',
    unlinkablesNote: 'Part des enregistrements qui n’atteindraient pas un poids même comparés à eux-mêmes.',
    completeness: 'Complétude',
    frequencies: 'Poids de l’accord selon la fréquence de la valeur',
    frequenciesNote: 'L’accord sur une valeur rare en dit plus que l’accord sur une valeur fréquente.',
    frequency: 'fréquence de la valeur',
    waterfall: 'Une paire, pas à pas',
    start: 'a priori',
    total: 'poids d’appariement',
    frequencyOf: (comparison) => `fréquence de ${comparison}`,
    dependence: 'dépendance entre comparaisons',
    kinds: 'genres de paires qui concordent ainsi',
    probability: 'probabilité d’une paire vraie',
    left: 'gauche',
    right: 'droite',
    nullValue: 'manquante',
    notes: 'À savoir',
    linkType: (type) => type === 'link' ? 'Liens entre fichiers' : type === 'linkAndDedupe' ? 'Liens entre fichiers et doublons dans chacun' : 'Doublons dans un fichier',
  },
});
