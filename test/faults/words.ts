// Data table: names and codes of the dirty file. Names that look like faults and are none stand among them on purpose.

/** A name as people write it, and as linkage compares it: capitals without accents, hyphens and apostrophes as spaces. */
export type NamePair = readonly [written: string, folded: string];

export const FAMILY_NAMES: readonly NamePair[] = [
  ['Martin', 'MARTIN'], ['Lefèvre', 'LEFEVRE'], ['Benoît', 'BENOIT'], ['Françoise', 'FRANCOISE'], ['Noël', 'NOEL'], ['Guérin', 'GUERIN'],
  ['L\'Hôpital', 'L HOPITAL'], ['D\'Artagnan', 'D ARTAGNAN'], ['Le Goff', 'LE GOFF'], ['de La Tour', 'DE LA TOUR'], ['Saint-Exupéry', 'SAINT EXUPERY'],
  ['Lecœur', 'LECOEUR'], ['Müller', 'MULLER'], ['Nguyễn', 'NGUYEN'], ['Boétie', 'BOETIE'], ['Zoé-Dupont', 'ZOE DUPONT'], ['Gaël', 'GAEL'], ['Maâlouf', 'MAALOUF'], ['Castellà', 'CASTELLA'],
  // Letters that damaged encodings are full of, in names that are whole.
  ['Conceição', 'CONCEICAO'], ['Magalhães', 'MAGALHAES'], ['JOÃO', 'JOAO'], ['Ångström', 'ANGSTROM'],
  // Names that begin, end or sound like the words written when there is no name.
  ['Testud', 'TESTUD'], ['Bebey', 'BEBEY'], ['Xu', 'XU'], ['Néel', 'NEEL'], ['Inconnuto', 'INCONNUTO'], ['Sansonnet', 'SANSONNET'], ['Jumeaux', 'JUMEAUX'],
];

export const GIVEN_NAMES: readonly NamePair[] = [
  ['Marie', 'MARIE'], ['Zoé', 'ZOE'], ['Hélène', 'HELENE'], ['Jean-Pierre', 'JEAN PIERRE'], ['Anaïs', 'ANAIS'], ['François', 'FRANCOIS'], ['Chloë', 'CHLOE'],
  ['Lætitia', 'LAETITIA'], ['Aurélie', 'AURELIE'], ['Mohamed', 'MOHAMED'], ['Léa', 'LEA'], ['Xavière', 'XAVIERE'], ['Paul', 'PAUL'], ['Désiré', 'DESIRE'], ['Marie Thérèse', 'MARIE THERESE'],
];

/** Written where there is no name; each stands for the whole value. */
export const NO_NAMES: readonly string[] = ['INCONNU', 'Inconnu', 'XXX', 'XXXX', 'SNC', 'SANS NOM', 'NON RENSEIGNE', 'TEST', 'test'];

/** ICD-10 codes without point, as the PMSI writes them. */
export const DIAGNOSES: readonly string[] = [
  'I10', 'E119', 'J189', 'C509', 'F329', 'K359', 'N390', 'O800', 'S7200', 'Z511', 'I500', 'A099', 'B182', 'G309', 'H259', 'L031', 'M170', 'R074', 'T814', 'U071',
];

export const ACTS: readonly string[] = ['BFGA004', 'DEQP003', 'HHFA001', 'NEKA020', 'HMFC004', 'JQGD010', 'ZZQM004'];

/** Ways into the hospital: mutation, transfer, home. */
export const ENTRIES: readonly string[] = ['6', '7', '8'];
