// The words of the house (docs/glossary.md says why), as pure functions of texts, so that they can be tested on samples.
import ts from 'typescript';
import { parse } from './source-graph.ts';
import type { Sources } from './source-graph.ts';

/** A banned word: what must not be written, what to write instead, and what is allowed all the same. */
interface BannedWord {
  readonly pattern: RegExp;
  readonly instead: string;
  readonly allowed?: RegExp;
}

// Verbs of ours that American spelling would write with a z. Word starts only: `size`, `prize`, `seize` stay.
const IZE = 'anonym|pseudonym|token|general|minim|maxim|normal|standard|harmon|synthes|random|summar|categor|optim|author|organ|recogn|central|'
  + 'initial|final|serial|deserial|material|parallel|special|visual|util|local|equal|real|critic|emphas|character|canonical|sanit|rasteri|memo|digit|custom|priorit|penal|formal|linear|regular|discret|quant|bin|vector|factor|neutral|stabil|winsor';

const BANNED: readonly BannedWord[] = [
  {
    pattern: new RegExp(`\\b(?:de-?|re-?|un-?)?(?:${IZE})i?z(?:e|es|ed|er|ers|ing|ation|ations|able)\\b`, 'i'),
    instead: 'the British -ise spelling',
    // Names other people chose: of methods, and of institutions (written with a capital).
    allowed: /\.normalize\(|\bWorld Health Organization\b|\balgorithms for optimizing\b|\bParallelizing the dual\b|\bCombinatorial Optimization\b|\boptimal k-anonymization\b|\bk-Anonymization with Minimal Loss\b|\busing generalization and suppression\b/,
  },
  { pattern: /\btokenis(?:e|es|ed|er|ing|ation)\b/i, instead: 'pseudonymise, or split into words' },
  { pattern: /\bscrub(?:s|bed|bing|ber)?\b/i, instead: 'drop, suppress or pseudonymise' },
  { pattern: /\bobfuscat\w*/i, instead: 'pseudonymise' },
  { pattern: /\bmask(?:ed|s|ing)? (?:the )?(?:identifiers?|names?|persons?|people|values?)\b/i, instead: 'suppress or pseudonymise' },
  { pattern: /\bde-?identif(?:y|ies|ied|ication)\b/i, instead: 'drop the identifiers, or pseudonymise', allowed: /\bDe-Identification of\b/ },
  { pattern: /\bPII\b/, instead: 'direct identifier or quasi-identifier' },
  { pattern: /\bPHI\b/, instead: 'health data' },
  // The link types of a model have the names that linkage programs give them.
  { pattern: /\bdedupe(?:s|d|r)?\b|\bdeduping\b/i, instead: 'deduplicate', allowed: /\blinkAndDedupe\b|['"`]dedupe['"`]|\bdedupe_only\b|\blink_and_dedupe\b/ },
  { pattern: /\bsensitive cells?\b/i, instead: 'unsafe cell' },
  { pattern: /\bunsafe variables?\b/i, instead: 'sensitive variable' },
];

/** Saying that a dataset is not, or that nothing is ever called anonymised is the point; claiming it is the fault. */
const CLAIM = /\banonymi[sz](?:ed\b|ée?s?(?!\p{L}))/iu;
const DENIAL = /\b(?:not|never|no|nothing|nor|cannot|isn't)\b|\b(?:ne|pas|jamais|aucune?|ni|rien)\b|\bn['’]/i;

/** Lists the lines of texts that use a banned word. */
export function bannedWords(sources: Sources): string[] {
  return [...sources].flatMap(([path, text]) => text.split('\n').flatMap((line, index) => {
    const place = `${path}:${index + 1}`;
    const words = BANNED.flatMap(({ pattern, instead, allowed }) => {
      const others = allowed === undefined ? line : line.replaceAll(new RegExp(allowed, 'g'), '');
      const rest = others.replaceAll(/([a-z])([A-Z])/g, '$1 $2');
      const found = pattern.exec(rest);
      return found === null ? [] : [`${place}: "${found[0]}", write ${instead}`];
    });
    return CLAIM.test(line) && !DENIAL.test(line)
      ? [...words, `${place}: no dataset is called anonymised; say which risks were measured`]
      : words;
  }));
}

/** Names whose meaning or direction cannot be told from the name alone. */
const VAGUE = new Map([
  ['key', 'secretKey, rowKey, blockingKey or quasiIdentifier'],
  ['keys', 'secretKeys, rowKeys, blockingKeys or quasiIdentifiers'],
  ['threshold', 'the unit and direction, such as minCount or minMatchWeightBits'],
  ['maxN', 'minCount'],
  ['safeThreshold', 'minCount'],
  ['percent', 'a share in [0, 1], such as maxShare'],
  ['salt', 'the purpose, such as domain or releaseNonce'],
]);

/**
 * Lists exported options and parameters with a vague name: members of exported interfaces and type literals, and
 * parameters of exported functions.
 */
export function vagueNames(sources: Sources): string[] {
  return [...sources].flatMap(([path, text]) => {
    const file = parse(path, text);
    const found: string[] = [];
    const report = (name: ts.Node | undefined): void => {
      if (name === undefined || !(ts.isIdentifier(name) || ts.isStringLiteral(name))) return;
      const instead = VAGUE.get(name.text);
      if (instead === undefined) return;
      const { line } = file.getLineAndCharacterOfPosition(name.getStart(file));
      found.push(`${path}:${line + 1}: "${name.text}", write ${instead}`);
    };
    const members = (node: ts.Node): void => {
      if (ts.isPropertySignature(node) || ts.isMethodSignature(node)) report(node.name);
      if (ts.isParameter(node) && !ts.isIndexSignatureDeclaration(node.parent)) report(node.name);
      ts.forEachChild(node, members);
    };
    for (const statement of file.statements) {
      if (!ts.canHaveModifiers(statement) || !(ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
      if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) members(statement);
      if (ts.isFunctionDeclaration(statement)) for (const parameter of statement.parameters) members(parameter);
    }
    return found;
  });
}
