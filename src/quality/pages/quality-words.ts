// Data table: the words of quality pages and tables, in English and French.
import type { CountedWord, Language } from '../../chart/index.ts';
import type { Verdict } from '../checks/quality-data.ts';

/** Words around the figures of a verdict; a function takes figures that are already written. */
export interface QualityWords {
  readonly heading: string;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  /** The verdict of all checks together. */
  readonly whole: Readonly<Record<Verdict, string>>;
  readonly rows: CountedWord;
  readonly inputs: string;
  readonly checks: CountedWord;
  readonly failed: CountedWord;
  readonly warned: CountedWord;
  readonly check: string;
  readonly columns: string;
  readonly tested: string;
  readonly failing: string;
  readonly share: string;
  readonly limits: string;
  readonly verdict: string;
  readonly figure: (what: string, figures: string) => string;
  readonly distance: (distance: string) => string;
  readonly reasonsOf: (check: string) => string;
  readonly passed: CountedWord;
  readonly byReason: string;
  readonly reason: string;
  readonly noValues: string;
  readonly rules: string;
}

/** The words of a verdict by language. */
export const QUALITY_WORDS: Readonly<Record<Language, QualityWords>> = Object.freeze({
  en: {
    heading: 'The checks of the plan and what became of them.',
    verdicts: { pass: 'pass', warn: 'warn', fail: 'fail' },
    whole: { pass: 'All checks hold', warn: 'Some checks give a warning', fail: 'Some checks fail' },
    rows: { one: 'row', many: 'rows' },
    inputs: 'What was read',
    checks: { one: 'check', many: 'checks' },
    failed: { one: 'failed', many: 'failed' },
    warned: { one: 'warned', many: 'warned' },
    check: 'check',
    columns: 'columns',
    tested: 'tested',
    failing: 'failing',
    share: 'share',
    limits: 'limits',
    verdict: 'verdict',
    figure: (what, figures) => `${what}: ${figures}`,
    distance: (distance) => `distance ${distance}`,
    reasonsOf: (check) => `Why rows fail ${check}`,
    passed: { one: 'passed', many: 'passed' },
    byReason: 'Failing rows by reason',
    reason: 'reason',
    noValues: 'No value of the data stands on this page: names of checks and columns, counts and shares.',
    rules: 'A check is exceeded when any of its limits is. Exceeded, it fails or warns as its severity says; the whole is as bad as its worst check.',
  },
  fr: {
    heading: 'Les contrôles du plan et ce qu’ils ont donné.',
    verdicts: { pass: 'conforme', warn: 'alerte', fail: 'échec' },
    whole: { pass: 'Tous les contrôles sont conformes', warn: 'Des contrôles donnent une alerte', fail: 'Des contrôles sont en échec' },
    rows: { one: 'ligne', many: 'lignes' },
    inputs: 'Ce qui a été lu',
    checks: { one: 'contrôle', many: 'contrôles' },
    failed: { one: 'échec', many: 'échecs' },
    warned: { one: 'alerte', many: 'alertes' },
    check: 'contrôle',
    columns: 'colonnes',
    tested: 'testées',
    failing: 'en défaut',
    share: 'part',
    limits: 'seuils',
    verdict: 'verdict',
    figure: (what, figures) => `${what}\u00A0: ${figures}`,
    distance: (distance) => `distance ${distance}`,
    reasonsOf: (check) => `Pourquoi des lignes sont en défaut pour ${check}`,
    passed: { one: 'conforme', many: 'conformes' },
    byReason: 'Lignes en défaut par motif',
    reason: 'motif',
    noValues: 'Aucune valeur des données ne figure sur cette page\u00A0: des noms de contrôles et de colonnes, des comptes et des parts.',
    rules: 'Un contrôle est dépassé dès que l’un de ses seuils l’est. Dépassé, il donne un échec ou une alerte selon sa gravité\u00A0; l’ensemble vaut son pire contrôle.',
  },
});
