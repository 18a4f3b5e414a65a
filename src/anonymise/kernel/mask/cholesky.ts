/** Share of a variance that may be left by rounding where a column depends on others. */
const TOLERANCE = 1e-10;

/**
 * Factors a covariance matrix: L · Lᵀ, L lower triangular.
 *
 * @param matrix - Float64Array(size × size), row by row; symmetric, and without negative eigenvalues but for rounding.
 * @param size - rows of the matrix.
 * @returns Float64Array(size × size): L. The part of a column that depends on those before is zero.
 * @remarks O(size³).
 * @example
 * cholesky(Float64Array.of(4, 2, 2, 5), 2); // => Float64Array [2, 0, 1, 2]
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const variance = matrix[column * size + column]!;
    const left = variance - product(lower, size, column, column, column);
    const pivot = left > TOLERANCE * variance ? Math.sqrt(left) : 0;
    lower[column * size + column] = pivot;
    for (let row = column + 1; row < size; row++) {
      lower[row * size + column] = pivot === 0 ? 0 : (matrix[row * size + column]! - product(lower, size, row, column, column)) / pivot;
    }
  }
  return lower;
}

function product(lower: Float64Array, size: number, one: number, other: number, columns: number): number {
  let sum = 0;
  for (let column = 0; column < columns; column++) sum += lower[one * size + column]! * lower[other * size + column]!;
  return sum;
}
