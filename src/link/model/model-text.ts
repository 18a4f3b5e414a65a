import { checkModel } from './check-model.ts';
import type { LinkageModel } from './model.ts';
import { readJson } from './read-json.ts';

/** Members in the order in which people read a model; what is not named here follows in the order of the alphabet. */
const ORDER: readonly string[] = [
  'version', 'linkType', 'prior', 'unit', 'blocking', 'comparisons', 'dependence', 'kinds',
  'name', 'isMatch', 'agrees', 'share', 'label', 'description', 'missing', 'kind', 'measure', 'op', 'side', 'column', 'concat', 'separator', 'list', 'derive', 'on', 'any', 'where',
  'of', 'against', 'levels', 'when', 'isNull', 'm', 'u', 'isMFixed', 'isUFixed', 'termFrequency', 'method',
];

/**
 * Reads a linkage model from the text of its file.
 *
 * @param text - JSON.
 * @returns the model, checked by {@link checkModel}.
 * @throws {PlanError} `PLAN_SYNTAX` with line and column, or with every problem of the model at once.
 */
export function parseModel(text: string): LinkageModel {
  return checkModel(readJson(text));
}

/**
 * Writes a linkage model as the text of a file: one text for one model, whatever the order of its members.
 *
 * @param model - the model.
 * @returns JSON, indented by two spaces, with a line feed at the end. {@link parseModel} reads it back to the same data.
 */
export function formatModel(model: LinkageModel): string {
  return `${JSON.stringify(inOrder(model), null, 2)}\n`;
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  return Object.fromEntries(Object.entries(value)
    .sort(([left], [right]) => rank(left) - rank(right) || (left < right ? -1 : 1))
    .map(([name, member]) => [name, inOrder(member)]));
}

function rank(name: string): number {
  const index = ORDER.indexOf(name);
  return index < 0 ? ORDER.length : index;
}
