import type { ColumnType } from './column-type.ts';
import type { Role } from './roles.ts';

/** Words in French and English column names, and the role they speak for; the first that fits decides. */
const ROLE_WORDS: readonly (readonly [Role, RegExp])[] = [
  ['pseudonym', /pseudo|_ano$|^ano_|^num_enq|^ben_nir|^ben_idt|hash|empreinte/],
  ['directIdentifier', /^nir|nir$|^ins$|secu|soc_sec|ssn|nom|name|mail|courriel|^tel|phone|adresse|address|^ipp$|^iep$|passport|rpps|adeli|iban/],
  ['sensitive', /diag|^d[pras]$|^das\d*$|cim|icd|acte|ccam|ghm|ghs|patholog|maladie|disease|medic|drug|atc|cip|ucd|deces|death|resultat|^cmd$/],
  ['quasiIdentifier', /naiss|birth|ddn|^age|age$|sexe|^sex$|genre|gender|commune|insee|postal|^cp$|depart|^dep$|region|date|^dt|entree|sortie|admission|discharge|pays|country|profession|csp|mois|annee|month|year|finess|etab|hopital|hospital/],
  ['weight', /^poids_?(sond|stat|ext)|pondera|weight$|^w$/],
  ['measure', /cout|cost|montant|amount|tarif|prix|price|depense|remb|duree|duration|nb|nombre|count|total|somme/],
  ['entity', /patient|benef|assure|individu|personne|person|^id$|^id_|_id$|identifiant/],
];

/** Roles of the columns that hold an identifier or a code: who is named by it, or what is said of a person. */
const IDENTIFIER_ROLES: Readonly<Record<string, Role>> = Object.freeze({
  nir: 'directIdentifier', ins: 'directIdentifier', nif: 'directIdentifier', rpps: 'directIdentifier', adeli: 'directIdentifier', phone: 'directIdentifier',
  email: 'directIdentifier', iban: 'directIdentifier', finess: 'quasiIdentifier', siren: 'quasiIdentifier', siret: 'quasiIdentifier', tva: 'quasiIdentifier',
  birthPlace: 'quasiIdentifier', commune: 'quasiIdentifier', departement: 'quasiIdentifier', postalCode: 'quasiIdentifier', cip7: 'sensitive', cip13: 'sensitive', ucd7: 'sensitive', ucd13: 'sensitive',
  cim10: 'sensitive', ccam: 'sensitive', atc: 'sensitive',
});

/** Words in the names of columns whose digits are codes, not numbers. */
const CODE_WORDS = /code|finess|sire[tn]|commune|insee|postal|^cp$|depart|^dep$|region|cip|ucd|rpps|adeli|^um$|uf$/;

/**
 * Tells whether the digits of a column are a code, which is text, and not a number to count with.
 *
 * @param name - name of the column.
 * @returns `true` when the name speaks of a code or of an identifier.
 */
export function namesCode(name: string): boolean {
  const role = proposeRole(name, 'utf8', null);
  return role === 'directIdentifier' || role === 'entity' || role === 'pseudonym' || CODE_WORDS.test(plainName(name));
}

/**
 * Proposes the role of a column from the identifier its values are, from its name, and last from its type.
 *
 * @param name - name of the column.
 * @param type - its type.
 * @param identifier - the identifier its values seem to be, or `null`.
 * @returns a role to be confirmed by a person; what nothing speaks for is a quasi-identifier, or a measure when it has
 *   decimals.
 */
export function proposeRole(name: string, type: ColumnType, identifier: string | null): Role {
  if (identifier !== null && Object.hasOwn(IDENTIFIER_ROLES, identifier)) return IDENTIFIER_ROLES[identifier]!;
  const plain = plainName(name);
  for (const [role, words] of ROLE_WORDS) {
    // A measure or a weight is a number; a diagnosis, an establishment or a person is not a number with decimals.
    const isNumber = /^(int|float|decimal)/.test(type);
    if ((role === 'measure' || role === 'weight') && !isNumber) continue;
    if (words.test(plain)) return role;
  }
  return type === 'float64' || type.startsWith('decimal') ? 'measure' : 'quasiIdentifier';
}

/**
 * Brings a column name to the form in which words are looked for in it.
 *
 * @param name - name of the column.
 * @returns lower case without accents; every run of other characters than letters and digits is one underscore.
 * @example
 * plainName('N° Sécurité sociale'); // => 'n_securite_sociale'
 */
export function plainName(name: string): string {
  return name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim().replaceAll(/[^a-z0-9]+/g, '_');
}
