/** A text in JSON, read. */
export interface ParsedJson {
  readonly value: unknown;
}

/**
 * Reads a text that is JSON and repeats no name within an object.
 *
 * @param text - any text.
 * @returns what it holds, or `null` where it is no such text; whoever reads it otherwise tells why.
 * @remarks Many times faster than the reader of YAML, of which JSON is a part. That of the platform takes the last of
 *   members that have one name: their colons are counted against the names that were kept.
 * @example
 * parseJson('{"version": 1}'); // => { value: { version: 1 } }
 * parseJson('{"version": 1, "version": 2}'); // => null
 * parseJson('version: 1'); // => null
 */
export function parseJson(text: string): ParsedJson | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return countColons(text) === countNames(value) ? { value } : null;
}

/** Counts the colons of a text in JSON that stand outside its strings: one for every member of an object. */
function countColons(text: string): number {
  let colons = 0;
  let isString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"') isString = !isString;
    else if (!isString) colons += character === ':' ? 1 : 0;
    else if (character === '\\') index++;
  }
  return colons;
}

function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const members: readonly unknown[] = Object.values(value);
  return members.reduce<number>((names, member) => names + countNames(member), Array.isArray(value) ? 0 : members.length);
}
