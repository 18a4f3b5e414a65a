import { describe, expect, test } from 'vitest';
import { alignedText, markupText, textTable } from '../../../src/chart/index.ts';

describe('tables of texts', () => {
  test('are lined up for a terminal: names to the left, figures to the right', () => {
    expect(alignedText([['', 'before', 'after'], ['classes', '19,502', '397'], ['smallest', '1', '5']])).toEqual([
      '            before  after',
      '  classes   19,502    397',
      '  smallest       1      5',
    ]);
    expect(alignedText([])).toEqual([]);
  });
  test('are drawn for a page: each cell knows its head, figures stand to the right, a name stays a name', () => {
    const table = markupText(textTable(['column', 'lost'], [['<b>age</b>', '12 %']]));
    expect(table).toContain('<th scope="col" role="columnheader" class="number">lost</th>');
    expect(table).toContain('<td role="cell" data-label="column"><bdi>&lt;b&gt;age&lt;/b&gt;</bdi></td>');
    expect(table).toContain('<td role="cell" data-label="lost" class="number">12 %</td>');
    expect(markupText(textTable(['criterion', 'why'], [['a', 'words']], false))).not.toContain('number');
  });
});
