import type { Comparison, LinkageModel } from '../model/model.ts';
import type { PairKind } from '../model/pair-kind.ts';
import type { SuggestedCut } from './suggest-cut.ts';

/** Links for each record of the smallest source beyond which they are hardly of one person each. */
const MOST_LINKS_A_RECORD = 3;
/** A comparison on which a smaller share of what is taken for matches agrees fully is suspect, and so many of them make a model so. */
const LEAST_FULL = 0.15;
const SUSPECT = 2;

const USE_KINDS = 'do not use this model, but one with kinds of pairs (personKinds)';

/** What somebody should know before a proposed model is used. */
export interface ProposalNotes {
  /** Sentences. */
  readonly notes: readonly string[];
  /** Whether what is expected of the cut cannot be believed. */
  readonly isDoubtful: boolean;
}

/**
 * Says what somebody should know before a proposed model is used: by what it tells relatives apart; or that it probably takes them
 * for one person, so that its expectations cannot be believed.
 *
 * @param sourceStarts - Uint32Array(sources + 1).
 * @param model - learnt.
 * @param cut - suggested for it.
 * @returns the notes.
 */
export function proposalNotes(
  sourceStarts: Uint32Array, { linkType, comparisons, kinds = [] }: Pick<LinkageModel, 'linkType' | 'comparisons' | 'kinds'>, { links }: Pick<SuggestedCut, 'links'>,
): ProposalNotes {
  const least = Math.min(...Array.from(sourceStarts.subarray(1), (end, source) => end - sourceStarts[source]!));
  const doubted = links === 0 ? [] : comparisons.filter((comparison) => (fullShare(comparison) ?? 1) < LEAST_FULL).map(({ name }) => name);
  const doubts = [
    ...(linkType === 'link' && links > MOST_LINKS_A_RECORD * least
      ? [`${Math.round(links / Math.max(1, least))} links for each record of the smallest source: members of a household, or the like, were probably taken for one person; ${USE_KINDS}`]
      : []),
    ...(doubted.length >= SUSPECT
      ? [`hardly any pair that is taken for a match agrees on ${doubted.join(', ')}: relatives, twins or neighbours were probably taken for one person; ${USE_KINDS}`]
      : []),
  ];
  return { notes: [...kindsNotes(kinds), ...doubts], isDoubtful: doubts.length > 0 };
}

function kindsNotes(kinds: readonly PairKind[]): readonly string[] {
  const named = (isMatch: boolean): string => kinds.filter((kind) => kind.isMatch === isMatch).map(({ name }) => `"${name}"`).join('; ');
  const [matching, others] = [named(true), named(false)];
  return [
    ...(others === '' ? [] : [`people who are not one person agree together, and kinds of pairs tell them apart: ${others}`]),
    ...(matching === '' ? [] : [`kinds that count as matches beside the ordinary ones: ${matching}; correct isMatch where that is wrong`]),
  ];
}

/** Share of the matches that agree fully; `null` where it is not known. */
function fullShare({ levels, missing }: Comparison): number | null {
  return levels.find(({ isNull }) => isNull !== true || missing === 'modelled')?.m ?? null;
}
