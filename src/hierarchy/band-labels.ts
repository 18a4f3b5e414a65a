/**
 * Names the bands that lower bounds make: whole numbers as `0-17`, `18-64`, `65+`; other numbers as `0 to <18`; and
 * `<0` below the first bound.
 *
 * @param bounds - lower bounds, strictly ascending.
 * @param isWhole - whether the values are whole numbers, so that a band ends one before the next.
 * @param labels - names for the bands from the first bound on, instead of those made here.
 * @returns the name of the band below the first bound, then of each band.
 */
export function boundLabels(bounds: readonly number[], isWhole: boolean, labels?: readonly string[]): string[] {
  const below = `<${bounds[0]!}`;
  if (labels !== undefined) return [below, ...labels];
  const named = bounds.map((low, index) => (index === bounds.length - 1 ? `${low}+` : bandLabel(low, bounds[index + 1]!, isWhole)));
  return [below, ...named];
}

/**
 * Names one band.
 *
 * @param low - lower bound, included; an infinity names itself.
 * @param next - upper bound, not included.
 * @param isWhole - whether the values are whole numbers.
 * @returns for example `20-24` (whole), `-5 to -1` (whole, negative), `0.5 to <1` (other numbers).
 */
export function bandLabel(low: number, next: number, isWhole: boolean): string {
  if (!Number.isFinite(low)) return low < 0 ? '-inf' : 'inf';
  if (!isWhole) return `${low} to <${next}`;
  const high = next - 1;
  if (low === high) return String(low);
  return low < 0 ? `${low} to ${high}` : `${low}-${high}`;
}

/**
 * Gives the digits after the decimal mark that a number needs, so that multiples of a width print without noise.
 *
 * @param value - a finite number.
 * @returns digits from 0 to 15.
 */
export function decimalsOf(value: number): number {
  for (let digits = 0; digits < 15; digits++) if (Number(value.toFixed(digits)) === value) return digits;
  return 15;
}
