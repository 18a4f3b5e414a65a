import { parseDocument, type Document } from 'yaml';
import { PlanError, type Problem } from '../core/errors.ts';
import { parseJson } from './parse-json.ts';

/** Levels of nesting a plan may have: deeper text would exhaust the parser before it could say so. */
const MAX_LEVELS = 100;

/** Faults reported of one text: the first ones tell, the rest follow from them. */
const MAX_FAULTS = 20;

/**
 * Reads the text of a plan file, YAML 1.2 or JSON.
 *
 * @param text - the file's text.
 * @returns the value it holds, unchecked: pass it to {@link checkPlan} or {@link compilePlan}.
 * @throws {PlanError} `PLAN_SYNTAX` with line and column of every fault; the text itself is never quoted.
 * @remarks Aliases are refused, so that a small file cannot grow into a large plan; so are repeated names, several
 *   documents in one file, tags, other versions of YAML, and more than a hundred levels.
 * @example
 * parsePlan('version: 1\ntitle: "07"'); // => { version: 1, title: '07' }
 * parsePlan('version: 1\nversion: 2'); // throws PlanError: line 2, column 1 (duplicate key)
 */
export function parsePlan(text: string): unknown {
  if (isTooDeep(text)) throw syntaxError([`expected at most ${MAX_LEVELS} levels`]);
  const json = parseJson(text);
  if (json !== null) return json.value;
  const document = parseDocument(text, { version: '1.2', uniqueKeys: true, stringKeys: true, prettyErrors: true, logLevel: 'error' });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    throw syntaxError(
      faults.map((fault) => {
        const place = fault.linePos?.[0];
        const where = place === undefined ? '' : ` at line ${place.line}, column ${place.col}`;
        return `expected YAML or JSON${where} (${fault.code.toLowerCase().replaceAll('_', ' ')})`;
      }),
    );
  }
  if (isOtherVersion(document)) throw syntaxError(['expected YAML 1.2']);
  try {
    return document.toJS({ maxAliasCount: 0 }) as unknown;
  } catch {
    throw syntaxError(['expected a plan without aliases']);
  }
}

function syntaxError(messages: readonly string[]): PlanError {
  return new PlanError(messages.slice(0, MAX_FAULTS).map((message): Problem => ({ code: 'PLAN_SYNTAX', path: '', message })));
}

/** In version 1.1 `no` is a truth value and `1:30` is ninety: one text would mean two plans. */
function isOtherVersion(document: Document.Parsed): boolean {
  return document.directives?.yaml.explicit === true && document.directives.yaml.version !== '1.2';
}

/** Counts open brackets, and signs that open levels at the start of a line. */
function isTooDeep(text: string): boolean {
  let open = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '[' || character === '{') open++;
    else if ((character === ']' || character === '}') && open > 0) open--;
    if (open > MAX_LEVELS) return true;
  }
  return new RegExp(`^[ \\t?:-]{${2 * MAX_LEVELS},}`, 'm').test(text);
}
