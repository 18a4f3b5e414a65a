/** Below, doubles have fewer digits. */
const LEAST = 2 ** -1022;

/**
 * Measures the cosine of the angle between two vectors.
 *
 * @param left - where the one vector is.
 * @param leftStart - its first number.
 * @param leftEnd - one past its last number.
 * @param right - where the other is.
 * @param rightStart - its first number.
 * @param rightEnd - one past its last number.
 * @returns a number in [−1, 1]; NaN where the lengths differ, either is zero or empty, or a number is not finite.
 */
export function vectorCosine(left: Float64Array, leftStart: number, leftEnd: number, right: Float64Array, rightStart: number, rightEnd: number): number {
  if (leftEnd - leftStart !== rightEnd - rightStart) return NaN;
  let product = 0;
  let leftSquares = 0;
  let rightSquares = 0;
  for (let index = leftStart, other = rightStart; index < leftEnd; index++, other++) {
    const one = left[index]!;
    const two = right[other]!;
    product += one * two;
    leftSquares += one * one;
    rightSquares += two * two;
  }
  const squares = leftSquares * rightSquares;
  // The root of the product, unless doubles do not hold the product.
  const norm = squares > LEAST && squares < Infinity ? Math.sqrt(squares) : Math.sqrt(leftSquares) * Math.sqrt(rightSquares);
  return Math.max(-1, Math.min(1, product / norm));
}
