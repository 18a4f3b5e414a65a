import { SIV_BYTES, type SealingCipher } from '../../keyed/index.ts';
import { encodeCodes } from '../kernel/encode-codes.ts';
import { sealValues, spreadStrings } from '../kernel/seal-values.ts';
import type { CanonicalValues } from '../kernel/canonical-values.ts';
import type { Codes } from '../kernel/codes.ts';
import type { CodeEncoding } from '../policy-options.ts';

/** How sealed codes are laid out. */
export interface SealedLayout {
  /** Bytes of a code, or `null` when values have no one length. */
  readonly width: number | null;
  readonly encoding: CodeEncoding;
}

/**
 * Chooses how sealed values are laid out: as bytes where they have one length, else as text.
 *
 * @param valueWidth - bytes of every value, or `null`.
 * @param encoding - what the settings say.
 * @returns the layout, or `null` when bytes are asked for and codes have no one length.
 */
export function sealedLayout(valueWidth: number | null, encoding: CodeEncoding | undefined): SealedLayout | null {
  const width = valueWidth === null ? null : SIV_BYTES + valueWidth;
  if (encoding === 'binary' && width === null) return null;
  return { width, encoding: encoding ?? (width === null ? 'base32' : 'binary') };
}

/**
 * Seals a column and lays the codes out.
 *
 * @param cipher - seals under the sub-key.
 * @param values - what to seal.
 * @param layout - width and encoding.
 * @returns the codes.
 */
export function sealedCodes(cipher: SealingCipher, values: CanonicalValues, { width, encoding }: SealedLayout): Codes {
  const sealed = sealValues(cipher, values);
  if (encoding !== 'binary') return encodeCodes(sealed, values.rows, encoding);
  return { kind: 'binary', width: width!, bytes: spreadStrings(sealed, values.rows, width!) };
}
