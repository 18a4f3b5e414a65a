import { depths, type CodeTree } from './code-tree.ts';

/**
 * Reads a τ-ARGUS hierarchy file: one code a line, its level told by how often the lead string is repeated before it. Spaces
 * belong to codes; empty lines are skipped.
 *
 * @param text - the file.
 * @param leadString - what is repeated; `@` when omitted.
 * @returns the tree, nodes in the order of the lines; the total above them all is not part of it.
 * @throws {RangeError} naming the line: a level whose parent is missing, a code that stands on another line too, a line without a code.
 * @see τ-ARGUS user's manual 4.1, §5: hierarchical codes.
 * @example
 * const { codes, parents } = readHrc('A\n@A1\n@A2\nB\n');
 * [codes, [...parents]]; // => [['A', 'A1', 'A2', 'B'], [-1, 0, 0, -1]]
 */
export function readHrc(text: string, leadString = '@'): CodeTree {
  refuseEmptyLead(leadString);
  const codes: string[] = [];
  const parents: number[] = [];
  const lineOf = new Map<string, number>();
  const open: number[] = [];
  for (const [index, line] of text.replace(/^\uFEFF/, '').split(/\r*\n|\r/).entries()) {
    if (line === '') continue;
    let level = 0;
    while (line.startsWith(leadString, level * leadString.length)) level++;
    const code = line.slice(level * leadString.length);
    const at = `line ${index + 1}`;
    if (code === '') throw new RangeError(`${at}: expected a code after the lead string`);
    if (level > open.length) throw new RangeError(`${at}: level ${level + 1} follows level ${open.length}, the level between is missing`);
    const known = lineOf.get(code);
    if (known !== undefined) throw new RangeError(`${at}: the code stands on line ${known} already`);
    lineOf.set(code, index + 1);
    open.length = level;
    parents.push(open.at(-1) ?? -1);
    open.push(codes.length);
    codes.push(code);
  }
  return { codes, parents: Int32Array.from(parents) };
}

/**
 * Writes a τ-ARGUS hierarchy file.
 *
 * @param tree - the codes.
 * @param leadString - what tells levels; no code may start with it. `@` when omitted.
 * @returns the file, a line per node, each with its children after it.
 * @throws {RangeError} naming the node (from 1): a code that is empty, has a line break, or starts with the lead string.
 * @example
 * writeHrc({ codes: ['A', 'B', 'A1'], parents: Int32Array.of(-1, -1, 0) }); // => 'A\n@A1\nB\n'
 */
export function writeHrc(tree: CodeTree, leadString = '@'): string {
  refuseEmptyLead(leadString);
  const { codes, parents } = tree;
  const level = depths(tree);
  const children: number[][] = [...codes, ''].map(() => []);
  parents.forEach((parent, node) => children[parent < 0 ? codes.length : parent]!.push(node));
  const lines: string[] = [];
  const waiting = children[codes.length]!.toReversed();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const code = codes[node]!;
    if (code === '' || /[\r\n]/.test(code)) throw new RangeError(`node ${node + 1}: expected a code in one line`);
    if (code.startsWith(leadString)) throw new RangeError(`node ${node + 1}: the code starts with the lead string; choose another one`);
    lines.push(`${leadString.repeat(level[node]!)}${code}\n`);
    waiting.push(...children[node]!.toReversed());
  }
  return lines.join('');
}

function refuseEmptyLead(leadString: string): void {
  if (leadString === '' || /[\r\n]/.test(leadString)) throw new RangeError('leadString: expected at least one character, and no line break');
}
