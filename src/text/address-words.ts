// Data table: words of French postal addresses and how they are abbreviated.

/** A word, the abbreviation that mail uses, and how else people write it. */
export interface AddressWord {
  readonly full: string;
  /** What mail writes when a line is too long; `null` where nothing short is unmistakable. */
  readonly short: string | null;
  /** Other spellings, separated by spaces. */
  readonly others: string;
  /** A spelling that is read only where a street begins, since it means other things elsewhere. */
  readonly atStart?: {
    readonly spelling: string;
    /** Where that is: as the first word or after a number, or only after a number. */
    readonly place: 'firstOrAfterNumber' | 'afterNumber';
  };
}

const word = (full: string, short: string | null, others = ''): AddressWord => ({ full, short, others });

/**
 * Types of street. After annex A of AFNOR NF Z10-011 (January 2013) as published by La Poste (Service national de
 * l’adresse, « Abréviations des types de voies »), and spellings met in files. `CH DE LENS` is a hospital, `4 CH DES PRES` a lane.
 */
export const STREET_WORDS: readonly AddressWord[] = Object.freeze([
  word('ALLEE', 'ALL'), word('ALLEES', null), word('AVENUE', 'AV', 'AVE AVN'), word('BOULEVARD', 'BD', 'BLD BLVD BVD BOUL BOULD'),
  word('CARREFOUR', 'CAR'), word('CHAUSSEE', 'CHS'), { ...word('CHEMIN', 'CHE', 'CHEM CHM'), atStart: { spelling: 'CH', place: 'afterNumber' } }, word('COURS', 'CRS'), word('DOMAINE', 'DOM'),
  word('ESPLANADE', 'ESP'), word('FAUBOURG', 'FG', 'FBG'), word('HAMEAU', 'HAM'), word('IMPASSE', 'IMP'), word('LOTISSEMENT', 'LOT'),
  word('MONTEE', 'MTE'), word('PASSAGE', 'PAS'), word('PLACE', 'PL'), word('PROMENADE', 'PROM'), word('QUAI', 'QU'),
  word('QUARTIER', 'QUA', 'QRT QUART'), word('RESIDENCE', 'RES', 'RESID'), word('ROUTE', 'RTE'), word('RUELLE', 'RLE'), word('SENTIER', 'SEN', 'SENT'),
  { ...word('RUE', null), atStart: { spelling: 'R', place: 'firstOrAfterNumber' } }, word('SQUARE', 'SQ'), word('TRAVERSE', 'TRA'), word('VILLA', 'VLA'),
]);

/** Other words: parts of buildings, and titles and ranks in the names of streets. Same sources. */
export const OTHER_WORDS: readonly AddressWord[] = Object.freeze([
  word('APPARTEMENT', 'APT', 'APPT APP APPART'), word('BATIMENT', 'BAT', 'BT'), word('ENTREE', 'ENT'), word('ESCALIER', 'ESC'),
  word('ETAGE', 'ETG'), word('IMMEUBLE', 'IMM'), word('CAPITAINE', 'CPT', 'CNE'), word('COMMANDANT', 'CDT'), word('DOCTEUR', 'DR'),
  word('GENERAL', 'GAL', 'GEN'), word('GRAND', 'GD'), word('GRANDE', 'GDE'), word('LIEUTENANT', 'LT'), word('MARECHAL', 'MAL'),
  word('MONSEIGNEUR', 'MGR'), word('PRESIDENT', 'PDT'), word('PROFESSEUR', 'PR', 'PROF'), word('SAINT', 'ST'), word('SAINTE', 'STE'), word('SAINTS', 'STS'),
  word('SAINTES', 'STES'),
]);

/** The letters that follow a number, in full and as NF Z10-011 writes them. */
export const NUMBER_SUFFIXES: readonly (readonly [full: string, letter: string])[] = Object.freeze([
  ['BIS', 'B'], ['TER', 'T'], ['QUATER', 'Q'], ['QUINQUIES', 'C'],
] as const);
