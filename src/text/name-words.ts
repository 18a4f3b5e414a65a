// Data table: words that stand in name columns and are no names.

/**
 * Titles before a name. Those of one or two letters that may also begin a list of given names (`M. Claude`) are dropped
 * before family names only.
 *
 * Abbreviations of the Imprimerie nationale (Lexique des règles typographiques, 2002, « Monsieur, Madame, Docteur,
 * Maître, Professeur ») and the spellings of matchID, deces-dataprep (e0489f1).
 */
export const TITLES: string = 'MR MRS MM MME MMES MLLE MLLES MELLE DR MONSIEUR MESSIEURS MADAME MESDAMES MADEMOISELLE DOCTEUR';

/** See {@link TITLES}. */
export const FAMILY_TITLES: string = 'M ME PR PROFESSEUR';

/** Before the birth name of someone who goes by another: `DUPONT NEE MARTIN`. */
export const BIRTH_NAME_MARKERS: string = 'NEE NE';

/** Before the name taken by marriage: `MARTIN EPOUSE DUPONT`, `MARTIN EP DUPONT`, `MARTIN VEUVE DUPONT`. */
export const MARRIED_NAME_MARKERS: string = 'EP EPSE EPOUSE EPOUX VVE VEUVE';

/** Before the name by which a person is known: `MARTIN DIT LEBLANC`. */
export const ALIAS_MARKERS: string = 'DIT DITE ALIAS';

/**
 * Particles and articles of French, Breton, Flemish, German, Spanish, Italian, Portuguese and Arabic names.
 *
 * After matchID, deces-backend (87e7811), and the usage described by the Lexique of the Imprimerie nationale.
 */
export const PARTICLES: string = 'DE DU DES D L LA LE LES VON VAN DER DEN ZU DEL DELLA DI DA DO DOS DAS LOS LAS EL AL AIT BEN BENT OULD';

/**
 * What is written where there is no name, by the column it stands in. A value is compared whole and without spaces: `BEBEY`
 * and `LE TEST` are names. `JUMEAU` and `GARCON` are family names too, and stand for none before given names only; `NULL`,
 * `NA` and `PATIENT` are names of people, and are not listed.
 *
 * After matchID, deces-backend (87e7811: inconnu, snc, sans nom, X…), the placeholders met in hospital files, and the
 * `SNP` (sans nom patronymique) of French civil status.
 */
export const PLACEHOLDERS: Readonly<Record<'both' | 'given', string>> = Object.freeze({
  both: 'INCONNU INCONNUE SNC SNP SANSNOM SANSNOMCONNU SANSNOMPATRONYMIQUE NOMINCONNU NONRENSEIGNE NONRENSEIGNEE NONCONNU NONCONNUE '
    + 'NONPRECISE NONCOMMUNIQUE NR NC ND NSP ANONYME TEST ESSAI BEBE NEE NEANT AUCUN AUCUNE MR MME MLLE MONSIEUR MADAME MADEMOISELLE DOCTEUR DR',
  given: 'SANSPRENOM PRENOMINCONNU SP JUMEAU JUMELLE JUMEAUA JUMEAUB JUMELLEA JUMELLEB ENFANT GARCON FILLE NOUVEAUNE FOETUS MORTNE MORTNEE BB NN',
});
