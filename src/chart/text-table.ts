import { element, type Markup } from './markup.ts';

/**
 * Draws a table of texts, which a narrow window stacks.
 *
 * @param heads - what each column is called.
 * @param rows - texts by row, as many as heads; the first may be a name that somebody chose.
 * @param isFigures - whether all columns but the first are figures, which stand to the right; `true` when omitted.
 * @returns the table.
 */
export function textTable(heads: readonly string[], rows: readonly (readonly string[])[], isFigures: boolean = true): Markup {
  const align = (column: number): { readonly class?: string } => (column === 0 || !isFigures ? {} : { class: 'number' });
  return element(
    'table',
    { class: 'stack', role: 'table' },
    element('thead', {}, element('tr', { role: 'row' }, heads.map((text, column) => element('th', { scope: 'col', role: 'columnheader', ...align(column) }, text)))),
    element('tbody', { role: 'rowgroup' }, rows.map((row) => element('tr', { role: 'row' }, row.map((text, column) => element('td', { role: 'cell', 'data-label': heads[column]!, ...align(column) }, column === 0 ? element('bdi', {}, text) : text))))),
  );
}
