import type { Json } from '../../core/operator.ts';

/** What a table of rows, one small picture a comparison, needs in Vega-Lite. */
export const BY_COMPARISON: Json = Object.freeze({
  row: { field: 'comparison', type: 'nominal', sort: null, title: null, header: { labelAngle: 0, labelAlign: 'left' } },
});
