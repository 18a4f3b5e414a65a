// Steps that protect rows, judged: every part of the page, with names as they come and names that attack.
import { judgeGeneralisation, type GeneraliseOptions, type JudgedRowsSection } from '../../src/anonymise/index.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';
import { HOSTILE_NAMES } from './sample-profile.ts';

const ROWS: readonly Row[] = Array.from({ length: 240 }, (_, row): Row => [row % 2 === 0 ? 'F' : 'M', 20 + (row * row) % 67, `21${100 + row % 13}`, ['C50', 'E11', 'I10', 'J45'][(row >> 2) % 4]!]);

async function sampleRows([sex, age, commune, diagnosis]: readonly string[]): Promise<JudgedRowsSection[]> {
  const table = tableOf(schemaOf({
    [sex!]: { type: 'utf8', role: 'quasiIdentifier' }, [age!]: { type: 'int32', role: 'quasiIdentifier' }, [commune!]: { type: 'utf8', role: 'quasiIdentifier' }, [diagnosis!]: { type: 'utf8', role: 'sensitive' },
  }), ROWS);
  const options: GeneraliseOptions = {
    quasiIdentifiers: { [sex!]: { hierarchy: 'none' }, [age!]: { hierarchy: 'intervals', widths: [5, 10, 40] }, [commune!]: { hierarchy: 'prefixes', lengths: [4, 2] } },
    models: [{ model: 'kAnonymity', k: 5 }, { model: 'distinctLDiversity', column: diagnosis!, l: 2 }], nullMatching: 'own-class', maxSuppressedShare: 0.05,
  };
  const never: GeneraliseOptions = { ...options, models: [{ model: 'kAnonymity', k: 500 }], maxSuppressedShare: 0 };
  return [
    { path: 'tables.rows.steps[0]', op: 'generalise', ...await judgeGeneralisation(table, options, { frontier: [2, 5, 20, 60, 500] }) },
    { path: 'tables.rows.steps[1]', op: 'suppressLocally', findings: { k: 3, cellsSuppressed: { [age!]: 7, [commune!]: 12 }, own: { kReached: null } }, refusal: null, frontier: [] },
    { path: 'tables.others.steps[0]', op: 'generalise', ...await judgeGeneralisation(table, never) },
  ];
}

export const SAMPLE_ROWS: readonly JudgedRowsSection[] = await sampleRows(['sex', 'age', 'commune', 'diagnosis']);
export const HOSTILE_ROWS: readonly JudgedRowsSection[] = await sampleRows([HOSTILE_NAMES[0]!, HOSTILE_NAMES[6]!, HOSTILE_NAMES[4]!, HOSTILE_NAMES[3]!]);
