/** Texts that stand for a missing value. */
export interface NullMarkers {
  readonly texts: readonly Uint8Array[];
  /** Most bytes of a marker; -1 when there is none. */
  readonly maxBytes: number;
  /** Whether the empty text is one. */
  readonly hasEmpty: boolean;
  /** Whether a text between quotes can be one; numbers and dates between quotes always can. */
  readonly quotedNulls: boolean;
  /** Whether some marker could be read as a value (`0`, `-1`, `N` …), so that markers must be looked for first. */
  readonly lookLikeValues: boolean;
}

/**
 * Prepares the texts that stand for a missing value.
 *
 * @param texts - markers in the encoding of the cells; the empty text is the empty field.
 * @param quotedNulls - whether a text between quotes can be one.
 * @returns the markers, ready for {@link isNullMarker}.
 */
export function nullMarkers(texts: readonly Uint8Array[], quotedNulls: boolean): NullMarkers {
  return Object.freeze({
    texts: texts.filter((text) => text.length > 0),
    maxBytes: texts.reduce((most, text) => Math.max(most, text.length), -1),
    hasEmpty: texts.some((text) => text.length === 0),
    quotedNulls,
    lookLikeValues: texts.some((text) => text.length > 0),
  });
}

/**
 * Tells whether a text is one of the markers.
 *
 * @param markers - the markers.
 * @param bytes - holds the text.
 * @param start - first byte.
 * @param end - one past the last byte.
 * @returns `true` for a marker, byte for byte.
 */
export function isNullMarker(markers: NullMarkers, bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length > markers.maxBytes) return false;
  if (length === 0) return markers.hasEmpty;
  for (const text of markers.texts) {
    if (text.length !== length) continue;
    let index = 0;
    while (index < length && text[index] === bytes[start + index]) index++;
    if (index === length) return true;
  }
  return false;
}
