import { parseDocument } from 'yaml';
import { PlanError } from '../core/errors.ts';

/**
 * Reads the text of a plan file, YAML 1.2 or JSON.
 *
 * @param text - the file's text.
 * @returns the value it holds, unchecked: pass it to {@link checkPlan} or {@link compilePlan}.
 * @throws {PlanError} `PLAN_SYNTAX` with the line and column of every fault; the text itself is never quoted.
 * @remarks Aliases are refused, so that a small file cannot grow into a large plan; a repeated name is an error.
 */
export function parsePlan(text: string): unknown {
  const document = parseDocument(text, { version: '1.2', uniqueKeys: true, stringKeys: true, prettyErrors: true, logLevel: 'silent' });
  if (document.errors.length > 0) {
    throw new PlanError(
      document.errors.map((error) => {
        const place = error.linePos?.[0];
        const where = place === undefined ? '' : ` at line ${place.line}, column ${place.col}`;
        return { code: 'PLAN_SYNTAX' as const, path: '', message: `expected YAML or JSON${where} (${error.code.toLowerCase().replaceAll('_', ' ')})` };
      }),
    );
  }
  try {
    return document.toJS({ maxAliasCount: 0 }) as unknown;
  } catch {
    throw new PlanError([{ code: 'PLAN_SYNTAX', path: '', message: 'expected a plan without aliases' }]);
  }
}
