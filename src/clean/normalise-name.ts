import { z } from 'zod';
import type { TextColumn } from '../core/column.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import type { ValueReason } from '../core/value-tally.ts';
import { NAME_FORMS, NAME_REASONS, normaliseNames, type NameForm } from '../text/index.ts';
import { deriveTexts } from './derive-texts.ts';

/** What is said of a column of names whatever their kind. */
interface NameOptions {
  /** Text column to normalise. */
  readonly column: string;
  /** Letter case of the result; `upper` unless said otherwise. */
  readonly case?: 'upper' | 'lower';
  /** What becomes of what stands for no name (INCONNU, XXX, SANS NOM): `null` unless said otherwise. */
  readonly placeholders?: 'null' | 'keep';
}

/** Options of {@link normaliseName} for family names. */
export interface NormaliseFamilyNameOptions extends NameOptions {
  readonly kind: 'family';
  /** New columns, by the form they hold; without one for `name`, that form takes the place of the column. */
  readonly into?: {
    /** The name that stands first. */
    readonly name?: string;
    /** The same without spaces: `DORNANO`, `LEGOFF`. */
    readonly joined?: string;
    /** The same without particles and articles: `ORNANO`, `GOFF`. */
    readonly withoutParticles?: string;
    /** What follows NEE, or stands before EPOUSE; null where the text does not tell. */
    readonly birthName?: string;
    /** What stands before NEE, or follows EPOUSE; null where the text does not tell. */
    readonly usedName?: string;
    /** What follows DIT. */
    readonly alias?: string;
  };
}

/** Options of {@link normaliseName} for given names. */
export interface NormaliseGivenNameOptions extends NameOptions {
  readonly kind: 'given';
  /** New columns, by the form they hold; without one for `name`, that form takes the place of the column. */
  readonly into?: {
    /** All given names, apart by one space. */
    readonly name?: string;
    /** The same without spaces. */
    readonly joined?: string;
    /** The first given name, whole where it is written with a hyphen: of `Jean-Pierre, Marie` it is `JEAN PIERRE`. */
    readonly first?: string;
    /** Its first word, whether people write a hyphen or not: `JEAN`. */
    readonly firstWord?: string;
    /** What follows DIT. */
    readonly alias?: string;
  };
}

/** Options of {@link normaliseName}. */
export type NormaliseNameOptions = NormaliseFamilyNameOptions | NormaliseGivenNameOptions;

const shared = {
  column: columnName,
  case: z.enum(['upper', 'lower']).exactOptional(),
  placeholders: z.enum(['null', 'keep']).exactOptional(),
};

const name = columnName.exactOptional();

/** Checks {@link NormaliseNameOptions}. */
export const normaliseNameOptions: OptionsSchema<NormaliseNameOptions> = z.discriminatedUnion('kind', [
  z.strictObject({
    ...shared,
    kind: z.literal('family'),
    into: z.strictObject({ name, joined: name, withoutParticles: name, birthName: name, usedName: name, alias: name }).exactOptional(),
  }),
  z.strictObject({ ...shared, kind: z.literal('given'), into: z.strictObject({ name, joined: name, first: name, firstWord: name, alias: name }).exactOptional() }),
]);

/**
 * Brings names to a form in which they can be compared: plain letters, words apart by one space, no titles, and null where
 * no name stands.
 *
 * Accents, ligatures, hyphens, apostrophes and digits give way; ST and STE before another word become SAINT and SAINTE;
 * titles (MME, DR) go. What follows NEE, EPOUSE or DIT is a name of its own, and leaves the column unless `into` says where
 * it goes. Of `NOM*PRENOMS/`, as INSEE writes it, each kind reads its half: put the operator on the column twice.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: plain text, in place and as new last columns, all with the role of their
 * source, all nullable. Null stays null. Findings: those of a value tally, of the form `name`: `empty`, `noLetter` (none of
 * the Latin alphabet) and `placeholder` values are null.
 *
 * @param options - see {@link NormaliseNameOptions}.
 * @returns the operator; in place, applying it twice changes nothing more.
 * @throws {PlanError} if the options are wrong; unknown columns, other types and names in use when it is put on a schema.
 * @remarks O(bytes). Names in ASCII and letters up to U+017F make no string.
 * @example
 * normaliseName({ column: 'familyName', kind: 'family', into: { birthName: 'birthName', withoutParticles: 'shortName' } });
 */
export function normaliseName(options: NormaliseNameOptions): MapOperator {
  const { column, kind, into = {}, case: letterCase = 'upper', placeholders = 'null' } = checkOptions(normaliseNameOptions, options);
  const forms = NAME_FORMS[kind].filter((form) => form === 'name' || nameOf(into, form) !== null);
  const settings = { kind, case: letterCase, placeholders };
  return deriveTexts({
    name: 'normaliseName',
    column,
    outputs: forms.map((form) => ({ into: nameOf(into, form), path: `into.${form}` })),
    reasons: NAME_REASONS.map((reason, code): ValueReason => ({ name: reason, fate: code <= 1 ? 'accept' : 'null' })),
    derive({ rows, valid, offsets, bytes }) {
      const { columns, reasons, isChanged } = normaliseNames(settings, forms, offsets, bytes, valid, rows);
      return { columns: columns.map((made): TextColumn => ({ kind: 'text', rows, ...made })), reasons, isChanged };
    },
  });
}

function nameOf(into: Readonly<Partial<Record<NameForm, string>>>, form: NameForm): string | null {
  return into[form] ?? null;
}
