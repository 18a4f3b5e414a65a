// Risk of a few persons, measured: every section of the page, with names as they come and names that attack.
import { measureRisk, type RiskMeasure } from '../../src/anonymise/index.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';
import { HOSTILE_NAMES } from './sample-profile.ts';

const ROWS: readonly Row[] = Array.from({ length: 240 }, (_, row): Row => [row % 2 === 0 ? 'F' : 'M', 20 + (row * row) % 67, `21${100 + row % 13}`, ['C50', 'E11', 'I10', 'J45'][(row >> 2) % 4]!, 5 + (row % 7), `h${row >> 1}`]);

function sampleRisk([sex, age, commune, diagnosis]: readonly string[]): Promise<RiskMeasure> {
  const table = tableOf(schemaOf({
    [sex!]: { type: 'utf8', role: 'quasiIdentifier' }, [age!]: { type: 'int32', role: 'quasiIdentifier' }, [commune!]: { type: 'utf8', role: 'quasiIdentifier' },
    [diagnosis!]: { type: 'utf8', role: 'sensitive' }, weight: { type: 'float64', role: 'weight' }, household: { type: 'utf8', role: 'attribute' },
  }), ROWS);
  return measureRisk(table, {
    quasiIdentifiers: [sex!, age!, commune!], sensitive: [diagnosis!], weight: 'weight', household: 'household', nullMatching: 'own-class', k: 5,
    models: [{ model: 'recursiveLDiversity', column: diagnosis!, l: 2, c: 3 }],
  });
}

export const SAMPLE_RISK: RiskMeasure = await sampleRisk(['sex', 'age', 'commune', 'diagnosis']);
export const HOSTILE_RISK: RiskMeasure = await sampleRisk([HOSTILE_NAMES[0]!, HOSTILE_NAMES[6]!, HOSTILE_NAMES[4]!, HOSTILE_NAMES[3]!]);
