export { barChart, type Bar } from './bar-chart.ts';
export { histogram, type Bucket } from './histogram.ts';
export { element, markupText, type Attributes, type Child, type Markup } from './markup.ts';
export { PALETTE, paletteSheet, type Tone } from './palette.ts';
export { shortened, withoutControls } from './plain-text.ts';
export { shareBar, type Part } from './share-bar.ts';
export { yearChart, type YearCount } from './year-chart.ts';
