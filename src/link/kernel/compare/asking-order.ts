/**
 * Chooses the order in which comparisons are asked, where a pair is given up as soon as it has lost too much.
 *
 * @param losses - by comparison, Int32Array(pairs): what each pair of a sample loses, from 0 up.
 * @param mostLoss - what a pair may lose in all.
 * @param pains - by comparison, how long it takes for one pair, in any unit.
 * @returns the comparisons in order: no exchange of two neighbours, and no other place for one of them, makes the sample quicker.
 * @remarks O(comparisons³ × pairs) for each round, of which there are few.
 * @example
 * const losses = [Int32Array.of(9, 0), Int32Array.of(3, 3)];
 * askingOrder(losses, 2, [5, 5]); // => [1, 0]
 * askingOrder(losses, 2, [1, 5]); // => [0, 1]
 */
export function askingOrder(losses: readonly Int32Array[], mostLoss: number, pains: readonly number[]): readonly number[] {
  const pairs = losses[0]?.length ?? 0;
  const perPain = losses.map((loss, index) => meanLoss(loss, pairs, mostLoss) / pains[index]!);
  let order: readonly number[] = losses.map((_, index) => index).sort((one, other) => perPain[other]! - perPain[one]! || one - other);
  let least = painsOf(order, losses, mostLoss, pains, pairs);
  for (let better: readonly number[] | null = order; better !== null;) {
    better = null;
    for (const other of movesOf(order)) {
      const needed = painsOf(other, losses, mostLoss, pains, pairs);
      if (needed >= least) continue;
      least = needed;
      better = other;
    }
    order = better ?? order;
  }
  return order;
}

function meanLoss(losses: Int32Array, pairs: number, mostLoss: number): number {
  let sum = 0;
  for (let pair = 0; pair < pairs; pair++) sum += Math.min(losses[pair]!, mostLoss + 1);
  return sum / pairs;
}

/** How long the sample takes in an order. */
function painsOf(order: readonly number[], losses: readonly Int32Array[], mostLoss: number, pains: readonly number[], pairs: number): number {
  const lost = new Float64Array(pairs);
  let sum = 0;
  for (const index of order) {
    const loss = losses[index]!;
    for (let pair = 0; pair < pairs; pair++) {
      if (lost[pair]! > mostLoss) continue;
      sum += pains[index]!;
      lost[pair]! += loss[pair]!;
    }
  }
  return sum;
}

/** Every order in which one comparison has another place. */
function movesOf(order: readonly number[]): number[][] {
  return order.flatMap((moved, from) => order.flatMap((_, to) => (from === to ? [] : [order.toSpliced(from, 1).toSpliced(to, 0, moved)])));
}
