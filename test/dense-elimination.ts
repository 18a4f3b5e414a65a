// Fractions on dense matrices, ten naive lines: what sparse elimination is compared with.

/** A fraction in lowest terms is not needed: numerator and denominator as they come. */
type Fraction = readonly [numerator: bigint, denominator: bigint];

/**
 * Counts the independent rows of a matrix of whole numbers.
 *
 * @param matrix - rows of equal length.
 * @returns the rank, by elimination with fractions.
 */
export function rankOf(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.map((row) => row.map((value): Fraction => [BigInt(value), 1n]));
  let rank = 0;
  for (let column = 0; column < (matrix[0]?.length ?? 0); column++) {
    const pivot = rows.slice(rank).findIndex((row) => row[column]![0] !== 0n) + rank;
    if (pivot < rank) continue;
    [rows[rank], rows[pivot]] = [rows[pivot]!, rows[rank]!];
    const [top, bottom] = rows[rank]![column]!;
    for (let other = rank + 1; other < rows.length; other++) {
      const [a, b] = rows[other]![column]!;
      if (a === 0n) continue;
      rows[other] = rows[other]!.map(([n, d], at): Fraction => {
        const [pn, pd] = rows[rank]![at]!;
        return [n * (pd * b * top) - pn * a * bottom * d, d * pd * b * top];
      });
    }
    rank++;
  }
  return rank;
}
