/**
 * Two small engines for phonetic rules, so that an algorithm is a table that can be read beside its source. Rules are
 * written as linguists write them:
 *
 *     target > replacement / before_after
 *
 * `C > K / #_[AOU]` says that C becomes K between the start of the word and A, O or U. The context is looked at, not
 * replaced, and may be left out; so may the replacement of what is dropped. `#` is an end of the word, `v` a vowel (Y
 * included), `c` a consonant; anything else is a regular expression, and a replacement may repeat a group by `$1`.
 * Rules are separated by `;` or line ends. A label before a colon (`V-14: …`) is the rule's number in its source.
 */

/** A table of rules that replace everywhere, one rule after the other. */
export type Rewriting = readonly {
  readonly pattern: RegExp;
  readonly replacement: string;
  /** Letters without which the rule cannot fit, one bit each; most rules are passed over for want of one. */
  readonly letters: number;
}[];

/** A table of rules that read a word from left to right, by the letter a rule starts with. */
export type Reading = ReadonlyMap<string, readonly (readonly [pattern: RegExp, code: string])[]>;

const RULE = /^(?:[A-Z]+-\w+: )?(?<target>\S+) >(?: (?<replacement>[^\s/]+))?(?: \/ (?<before>[^_]*)_(?<after>.*))?$/;

/**
 * Reads a table of rules that are applied one after the other, each to the whole word.
 *
 * @param table - rules, in their order.
 * @returns the rules, for {@link rewrite}.
 * @throws {TypeError} if a line is no rule.
 */
export function rewriting(table: string): Rewriting {
  return parseRules(table).map(({ target, replacement, before, after }) => ({
    pattern: compile(target, before, after, 'g'),
    replacement,
    letters: lettersNeeded(target) | lettersNeeded(before) | lettersNeeded(after),
  }));
}

/**
 * Applies rules one after the other.
 *
 * @param word - a word in the letters of the rules.
 * @param rules - from {@link rewriting}.
 * @returns the word after the last rule.
 * @example
 * rewrite('PHANEUF', rewriting('PH > F ; EU > E / _c')); // => 'FANEF'
 */
export function rewrite(word: string, rules: Rewriting): string {
  let code = word;
  let present = lettersOf(code);
  for (const { pattern, replacement, letters } of rules) {
    if ((letters & ~present) !== 0) continue;
    const next = code.replace(pattern, replacement);
    if (next === code) continue;
    code = next;
    present = lettersOf(code);
  }
  return code;
}

/**
 * Reads a table of rules by which a word is read from left to right. A rule starts with the letter it is for, or with a
 * class of letters.
 *
 * @param table - rules, in their order: of the rules that fit at a place, the first one counts. A replacement `P|A` is P
 *   in the variant 0 and A in the variant 1.
 * @param variant - which of two codes to give.
 * @returns the rules, for {@link read}.
 * @throws {TypeError} if a line is no rule.
 */
export function reading(table: string, variant: 0 | 1 = 0): Reading {
  const rules = new Map<string, (readonly [RegExp, string])[]>();
  for (const { target, replacement, before, after } of parseRules(table)) {
    const code = replacement.split('|')[variant] ?? replacement;
    const letters = target.startsWith('[') ? target.slice(1, target.indexOf(']')) : target.charAt(0);
    for (const letter of letters) {
      const ofLetter = rules.get(letter) ?? [];
      ofLetter.push([compile(target, before, after, 'y'), code]);
      rules.set(letter, ofLetter);
    }
  }
  return rules;
}

/**
 * Reads a word from left to right: at each place the first rule that fits gives its code and is passed over; a letter
 * without rule gives itself, in lower case.
 *
 * @param word - a word in the letters of the rules.
 * @param rules - from {@link reading}.
 * @returns the codes, one after the other.
 * @example
 * read('CHAT', reading('CH > C ; T > / _#')); // => 'Ca'
 */
export function read(word: string, rules: Reading): string {
  let code = '';
  for (let at = 0; at < word.length; ) {
    const letter = word.charAt(at);
    let next = at;
    for (const [pattern, sound] of rules.get(letter) ?? []) {
      pattern.lastIndex = at;
      if (!pattern.test(word)) continue;
      code += sound;
      next = pattern.lastIndex;
      break;
    }
    if (next === at) {
      code += letter.toLowerCase();
      next = at + 1;
    }
    at = next;
  }
  return code;
}

/** A rule taken apart; what is left out is empty. */
interface Rule {
  readonly target: string;
  readonly replacement: string;
  readonly before: string;
  readonly after: string;
}

function parseRules(table: string): Rule[] {
  return table.split(/[;\n]/).map((line) => line.trim()).filter((line) => line !== '').map((line) => {
    const { target, replacement = '', before = '', after = '' } = RULE.exec(line)?.groups ?? {};
    if (target === undefined) throw new TypeError(`rule: expected target > replacement / before_after, got ${line}`);
    return { target, replacement, before, after };
  });
}

/** Makes one regular expression; the contexts consume nothing. */
function compile(target: string, before: string, after: string, flag: 'g' | 'y'): RegExp {
  const left = before === '' ? '' : `(?<=${before.replaceAll('#', '^')})`;
  const right = after === '' ? '' : `(?=${after.replaceAll('#', '$$')})`;
  return new RegExp(`${left}(?:${target})${right}`.replaceAll('v', '[AEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜ]').replaceAll('c', '[BCÇDFGHJKLMNPQRSTVWXZ]'), flag);
}

/** Gives the letters from A to Z of a text, one bit each. */
function lettersOf(text: string): number {
  let letters = 0;
  for (let index = 0; index < text.length; index++) {
    const point = text.charCodeAt(index);
    if (point >= 65 && point <= 90) letters |= 1 << (point & 31);
  }
  return letters;
}

/** Gives the letters that a pattern cannot do without; none where it has alternatives. */
function lettersNeeded(pattern: string): number {
  const always = pattern.replaceAll(/\[[^\]]*\]|.[?*]/g, '');
  return /[()|]/.test(always) ? 0 : lettersOf(always);
}
