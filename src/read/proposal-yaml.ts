import type { CsvProposal } from './inspect.ts';

/**
 * Writes a proposal as the YAML of a plan's input, ready to be pasted and corrected.
 *
 * @param name - name of the input in the plan.
 * @param proposal - of {@link inspect}.
 * @returns YAML 1.2; texts are quoted, so that no name is taken for a number or a truth value.
 */
export function proposalYaml(name: string, proposal: CsvProposal): string {
  const { delimiter, encoding, decimalMark, nullValues, dateFormat, header } = proposal;
  const format: string[] = ['type: csv', `delimiter: ${JSON.stringify(delimiter)}`];
  if (header === 'absent') format.push('header: absent');
  if (encoding !== 'utf-8') format.push(`encoding: ${encoding}`);
  if (decimalMark !== '.') format.push(`decimalMark: ${JSON.stringify(decimalMark)}`);
  if (nullValues.length > 1) format.push(`nullValues: ${JSON.stringify(nullValues)}`);
  if (dateFormat !== null) format.push(`dateFormat: ${JSON.stringify(dateFormat)}`);
  const seen = `${proposal.rows} ${proposal.rows === 1 ? 'row' : 'rows'}${proposal.isComplete ? '' : ' at the start of the file'}`;
  const malformed = proposal.malformedRows === 0 ? '' : `, ${proposal.malformedRows} of them malformed`;
  const lines = [`# Proposed from ${seen}${malformed}. Roles are guesses: confirm each.`, 'inputs:', `  ${JSON.stringify(name)}:`];
  if (header === 'absent') lines.push('    # The first line looks like data: columns are named by position.');
  if (proposal.namelessColumns > 0) lines.push('    onUndeclared: drop # for the columns without a name');
  lines.push(`    format: { ${format.join(', ')} }`, '    columns:');
  for (const [column, { type, role, identifier, nullable }] of Object.entries(proposal.columns)) {
    const parts = [`type: ${type.includes('(') ? JSON.stringify(type) : type}`, `role: ${role}`];
    if (identifier !== undefined) parts.push(`identifier: ${identifier}`);
    if (nullable === false) parts.push('nullable: false');
    lines.push(`      ${JSON.stringify(column)}: { ${parts.join(', ')} }`);
  }
  return `${lines.join('\n')}\n`;
}
