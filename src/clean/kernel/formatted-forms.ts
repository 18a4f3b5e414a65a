import type { CanonicalColumn, Identifier } from '../../identifiers/index.ts';
import { appendBytes, createTextWriter, endRow, finishText } from '../../text/index.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Writes canonical forms the way people do: in groups, with points or keys.
 *
 * @param identifier - what the column holds.
 * @param canonical - its canonical forms.
 * @returns the same column in that form.
 * @throws {RangeError} if the result exceeds 2 GiB.
 * @remarks O(rows + bytes). Makes a string per value, unlike the canonical form: this one is for people to read.
 */
export function formattedForms(identifier: Identifier, canonical: CanonicalColumn): CanonicalColumn {
  const { rows, offsets, bytes } = canonical;
  const writer = createTextWriter(rows, 2 * bytes.length);
  for (let row = 0; row < rows; row++) {
    if (offsets[row + 1]! > offsets[row]!) {
      const form = encoder.encode(identifier.format(decoder.decode(bytes.subarray(offsets[row], offsets[row + 1]))));
      appendBytes(writer, form, 0, form.length);
    }
    endRow(writer);
  }
  return { ...canonical, ...finishText(writer) };
}
