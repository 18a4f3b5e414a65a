/**
 * Tells whether two plain values are the same data: members in any order, `undefined` ones left out.
 *
 * @param left - plain data.
 * @param right - plain data.
 * @returns whether both would be the same JSON, up to the order of members.
 * @example
 * isSameData({ column: 'name', derive: [] }, { derive: [], column: 'name' }); // => true
 */
export function isSameData(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const names = definedNames(left);
  return names.length === definedNames(right).length
    && names.every((name) => Object.hasOwn(right, name) && isSameData(left[name as never], right[name as never]));
}

function definedNames(value: object): string[] {
  return Object.keys(value).filter((name) => value[name as never] !== undefined);
}
