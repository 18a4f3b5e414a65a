import type { KindShares } from '../train/pair-kinds.ts';
import type { ParameterSlots } from '../train/parameters.ts';
import { fullSlots } from './agreement-sets.ts';
import { ratiosOf } from './evidence.ts';
import type { FoundKinds } from './find-kinds.ts';
import type { Company } from './split-patterns.ts';

/** Kinds, told apart. */
export interface ToldKinds {
  /** Ordinary matches first. */
  readonly kinds: readonly KindShares[];
  /** By kind, whether it is of relatives or the like for certain: alike beyond chance, and not one person. */
  readonly areRelatives: readonly boolean[];
  /** Comparisons on which relatives agree. */
  readonly shared: readonly number[];
}

/** Comparisons on which pairs of a kind agree as matches do, and those on which they hardly do. */
export interface KindAgreement {
  readonly agrees: readonly number[];
  readonly disagrees: readonly number[];
}

/** Of the full agreement that matches have, the share from which on a kind agrees, below which it disagrees, and that relatives share. */
const AGREES = 0.5;
const DISAGREES = 0.25;
const SHARED = 0.1;
/** Of what a kind agrees on that relatives do not share, as far as it tells of matches, the part that it may disagree on. */
const LITTLE = 0.2;
/** Share of the accompanied pairs that are together: of one person from the first on, of relatives up to the second. */
const MOSTLY_TOGETHER = 0.5;
const HARDLY_TOGETHER = 0.01;
/** Of the company that strangers have: less than the first is of one person, more than the second of relatives. */
const MOSTLY_ALONE = 0.5;
const IN_COMPANY = 0.7;
/** Company tells something where so many pairs would be accompanied if they were strangers; and is sure by so many standard errors. */
const MIN_ACCOMPANIED = 10;
const SURE = 2;
/** A kind is more than chance from so many pairs on, and so many times more than chance gives. */
const MIN_PAIRS = 10;
const MIN_SURPRISE = Math.log(10);

/**
 * Tells kinds that match from those that do not, by what a person has once. Where files hold few people twice, the records of a
 * match have no other match; where they hold them often, they have them in common. Relatives have matches of their own as often
 * as strangers have, and never in common.
 *
 * Where too few records have matches to tell, kinds that disagree on more than they agree on, as far as it tells of matches, are
 * of relatives; and no such kind matches. A kind of which neither is clear matches if it agrees on nearly all that
 * relatives do not share: of persons who moved.
 *
 * @param found - kinds, ordinary matches first.
 * @param companies - by kind, strangers last.
 * @param slots - levels.
 * @param allPairs - all pairs there are.
 * @returns the kinds, told apart.
 */
export function tellKinds({ kinds, u }: FoundKinds, companies: readonly Company[], slots: ParameterSlots, allPairs: number): ToldKinds {
  const [matches, ...others] = kinds as [KindShares, ...KindShares[]];
  const worth = worthOf(matches.levels, u, slots);
  const worthOfAll = (chosen: readonly number[]): number => chosen.reduce((sum, comparison) => sum + worth[comparison]!, 0);
  const looks = others.map((kind, index) => {
    const { agrees, disagrees } = agreementOf(kind.levels, matches.levels, slots);
    const verdict = verdictOf(companies[index + 1]!, companies.at(-1)!);
    const isMore = kind.share * allPairs >= MIN_PAIRS && surpriseOf(kind, agrees, u, slots) > MIN_SURPRISE;
    const agreesMore = worthOfAll(agrees) > worthOfAll(disagrees);
    const areRelatives = isMore && (verdict === 'relatives' || (verdict === 'unknown' && !agreesMore));
    return { kind, agrees, disagrees, verdict, mayMatch: isMore && agreesMore && !areRelatives, areRelatives };
  });
  const shared = sharedBy(looks.flatMap(({ kind, areRelatives }) => (areRelatives ? [kind] : [])), matches.levels, slots);
  const personal = (chosen: readonly number[]): number => worthOfAll(chosen.filter((comparison) => !shared.includes(comparison)));
  const isMatch = looks.map(({ agrees, disagrees, verdict, mayMatch }) =>
    mayMatch && (verdict === 'onePerson' || personal(disagrees) <= LITTLE * personal(agrees)));
  return {
    kinds: [matches, ...others.map((kind, index) => ({ ...kind, isMatch: isMatch[index]! }))],
    areRelatives: [false, ...looks.map(({ areRelatives }) => areRelatives)], shared,
  };
}

/**
 * Says on which comparisons pairs of a kind agree.
 *
 * @param levels - Float64Array(slots): shares of the kind.
 * @param m - Float64Array(slots): shares of ordinary matches.
 * @param slots - levels.
 * @returns indices of comparisons; those between the two bounds are in neither list.
 */
export function agreementOf(levels: Float64Array, m: Float64Array, slots: ParameterSlots): KindAgreement {
  const shares = fullSlots(slots).map((slot) => levels[slot]! / m[slot]!);
  return {
    agrees: shares.flatMap((own, comparison) => (own >= AGREES ? [comparison] : [])),
    disagrees: shares.flatMap((own, comparison) => (own < DISAGREES ? [comparison] : [])),
  };
}

type Verdict =
  | 'onePerson' | 'relatives'
  /** Company is neither that of matches nor that of strangers. */
  | 'unclear'
  /** Too few records have ordinary matches at all. */
  | 'unknown';

function verdictOf({ pairs, accompanied, together }: Company, strangers: Company): Verdict {
  const usual = strangers.pairs > 0 ? (strangers.accompanied / strangers.pairs) * pairs : 0;
  if (usual < MIN_ACCOMPANIED) return 'unknown';
  if (together >= MOSTLY_TOGETHER * accompanied && together >= MIN_ACCOMPANIED) return 'onePerson';
  if (accompanied < MOSTLY_ALONE * usual - SURE * Math.sqrt(MOSTLY_ALONE * usual)) return 'onePerson';
  return accompanied > IN_COMPANY * usual && together <= HARDLY_TOGETHER * accompanied ? 'relatives' : 'unclear';
}

/** By comparison, what it tells of matches on average, as a natural logarithm. */
function worthOf(m: Float64Array, u: Float64Array, slots: ParameterSlots): readonly number[] {
  const ratios = ratiosOf(slots, m, u);
  return Array.from({ length: slots.offsets.length - 1 }, (_, comparison) => {
    let sum = 0;
    for (let slot = slots.offsets[comparison]!; slot < slots.offsets[comparison + 1]!; slot++) sum += m[slot]! * ratios[slot]!;
    return sum;
  });
}

/** Natural logarithm of how many times more pairs there are of a kind than chance gives of those that agree so. */
function surpriseOf({ share, levels }: KindShares, agrees: readonly number[], u: Float64Array, slots: ParameterSlots): number {
  const full = fullSlots(slots);
  return agrees.reduce((sum, comparison) => sum + Math.log(levels[full[comparison]!]! / u[full[comparison]!]!), Math.log(share));
}

/** Comparisons on which a tenth of the relatives agree at least, of what matches do. */
function sharedBy(relatives: readonly KindShares[], m: Float64Array, slots: ParameterSlots): readonly number[] {
  const all = relatives.reduce((sum, { share }) => sum + share, 0);
  return fullSlots(slots).flatMap((slot, comparison) => {
    const agreeing = relatives.reduce((sum, { share, levels }) => sum + share * levels[slot]!, 0);
    return all > 0 && agreeing >= SHARED * m[slot]! * all ? [comparison] : [];
  });
}
