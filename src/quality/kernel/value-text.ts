/**
 * Writes an unscaled decimal with its mark.
 *
 * @param unscaled - the digits as a whole number.
 * @param scale - digits after the mark, from 0.
 * @returns for example `-0.05`.
 * @example
 * decimalText(-5n, 2); // => '-0.05'
 */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const DAY_MICROS = 86_400_000_000n;

/**
 * Takes an instant apart.
 *
 * @param micros - microseconds since 1970-01-01T00:00:00.
 * @returns its day, in days since 1970-01-01, and its time as `T14:05:00`, with six decimals when it has a fraction.
 * @example
 * dayAndTime(-1n); // => { day: -1, time: 'T23:59:59.999999' }
 */
export function dayAndTime(micros: bigint): { readonly day: number; readonly time: string } {
  const within = Number(((micros % DAY_MICROS) + DAY_MICROS) % DAY_MICROS);
  const seconds = Math.floor(within / 1_000_000);
  const fraction = within % 1_000_000;
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return { day: Number((micros - BigInt(within)) / DAY_MICROS), time: `T${clock}${fraction === 0 ? '' : `.${String(fraction).padStart(6, '0')}`}` };
}
