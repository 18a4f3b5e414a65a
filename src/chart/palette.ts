/** A colour by what it is for. */
export type Tone = 'paper' | 'panel' | 'ink' | 'quiet' | 'line' | 'mark' | 'absent' | 'good' | 'caution' | 'bad';

/** The colours of pages and charts by day and by night, as `#rrggbb`. */
export const PALETTE: Readonly<Record<Tone, { readonly light: string; readonly dark: string }>> = Object.freeze({
  paper: { light: '#ffffff', dark: '#14171c' },
  panel: { light: '#f5f7f9', dark: '#1d2229' },
  ink: { light: '#1b232c', dark: '#e6eaef' },
  quiet: { light: '#55616e', dark: '#a3afbc' },
  line: { light: '#d3dae1', dark: '#38414c' },
  mark: { light: '#24668f', dark: '#6db3e0' },
  absent: { light: '#7f8b97', dark: '#7d8a98' },
  good: { light: '#1f7045', dark: '#63c48d' },
  caution: { light: '#875800', dark: '#e0b14f' },
  bad: { light: '#b0261e', dark: '#ff8d80' },
});

/**
 * Gives a colour that follows the page's mode, and is the light one where a chart stands by itself.
 *
 * @param tone - what the colour is for.
 * @returns a CSS colour.
 * @example
 * colour('mark'); // => 'var(--mark,#24668f)'
 */
export function colour(tone: Tone): string {
  return `var(--${tone},${PALETTE[tone].light})`;
}

/**
 * Declares the colours of a page: light, dark where the reader prefers it, and light on paper.
 *
 * @returns CSS; it holds no sign that has to be escaped in a page.
 */
export function paletteSheet(): string {
  const declared = (mode: 'light' | 'dark'): string => Object.entries(PALETTE).map(([tone, colours]) => `--${tone}:${colours[mode]}`).join(';');
  return `:root{color-scheme:light dark;${declared('light')}}@media screen and (prefers-color-scheme:dark){:root{${declared('dark')}}}`;
}
