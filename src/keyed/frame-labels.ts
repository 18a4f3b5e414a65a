/** Most bytes of one label: a name, not a text. */
const MAX_LABEL_BYTES = 0xffff;

const encoder = new TextEncoder();

/**
 * Joins labels so that different lists never give the same bytes: each as u32le length ‖ UTF-8 bytes.
 *
 * @param labels - names such as project, domain, column; an empty one is a label too.
 * @returns the framed bytes.
 * @throws {TypeError} if a label holds a lone surrogate, which UTF-8 would replace, so that two labels could be one.
 * @throws {RangeError} if a label exceeds 65,535 bytes.
 * @example
 * frameLabels(['ab', '']); // => Uint8Array [2, 0, 0, 0, 97, 98, 0, 0, 0, 0]
 */
export function frameLabels(labels: readonly string[]): Uint8Array {
  const parts = labels.map((label, index) => {
    if (/\p{Surrogate}/u.test(label)) throw new TypeError(`labels[${index}]: expected well-formed text`);
    const bytes = encoder.encode(label);
    if (bytes.length > MAX_LABEL_BYTES) {
      throw new RangeError(`labels[${index}]: expected at most ${MAX_LABEL_BYTES} bytes, got ${bytes.length}`);
    }
    return bytes;
  });
  const framed = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0));
  const view = new DataView(framed.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    framed.set(part, at + 4);
    at += 4 + part.length;
  }
  return framed;
}
