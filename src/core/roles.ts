/**
 * What a column is to a person's privacy. Roles are declared for inputs, carried in field metadata, changed only by
 * an operator's role transition, and checked before anything leaves.
 *
 * - `directIdentifier`: names the person by itself (NIR, INS, name, phone).
 * - `entity`: tells persons (or firms) apart within the file, without naming them outside it.
 * - `pseudonym`: a keyed code in place of an identifier; still personal data.
 * - `quasiIdentifier`: identifies in combination (birth date, commune, sex).
 * - `sensitive`: what must not be learnt of a person (diagnosis).
 * - `measure`: a number to be summed (cost); `weight`: a sampling weight.
 * - `attribute`: none of these.
 * - `cell`: a number of an aggregated table.
 * - `technical`: row keys, row numbers, reason codes; never published.
 */
export type Role =
  | 'directIdentifier'
  | 'entity'
  | 'pseudonym'
  | 'quasiIdentifier'
  | 'sensitive'
  | 'measure'
  | 'weight'
  | 'attribute'
  | 'cell'
  | 'technical';

/** Every role, from the most restrictive to the least. */
export const ROLES: readonly Role[] = Object.freeze([
  'directIdentifier',
  'pseudonym',
  'entity',
  'sensitive',
  'quasiIdentifier',
  'weight',
  'measure',
  'cell',
  'technical',
  'attribute',
] as const);

/**
 * Chooses the role of a column made from several.
 *
 * @param roles - roles of the columns it was made from.
 * @returns the most restrictive of them; `directIdentifier` when there is none, since the unknown is treated as worst.
 * @example
 * mostRestrictive(['attribute', 'quasiIdentifier']); // => 'quasiIdentifier'
 */
export function mostRestrictive(roles: readonly Role[]): Role {
  for (const role of ROLES) if (roles.includes(role)) return role;
  return 'directIdentifier';
}

/**
 * Tells whether a text names a role.
 *
 * @param text - any text.
 * @returns whether it is one of {@link ROLES}.
 */
export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

/** Who may receive an output. */
export type Audience = 'internal' | 'research' | 'public';

/** Every audience, from the narrowest to the widest. */
export const AUDIENCES: readonly Audience[] = Object.freeze(['internal', 'research', 'public'] as const);
