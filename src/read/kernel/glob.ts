/**
 * Makes a test for names that fit a pattern.
 *
 * @param pattern - `*` stands for any characters, `?` for one, `[abc]` and `[a-c]` for one of those, `[!abc]` for one that is
 *   none of those.
 * @returns a function of a name; a name that begins with a dot fits only a pattern that does.
 * @throws {TypeError} if a range runs backwards.
 */
export function globMatcher(pattern: string): (name: string) => boolean {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    const close = character === '[' ? pattern.indexOf(']', at + 2) : -1;
    if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (close > 0) {
      const inside = pattern.slice(at + 1, close).replaceAll(/[\\\]^[]/g, '\\$&');
      source += inside.startsWith('!') ? `[^/${inside.slice(1)}]` : `[${inside}]`;
      at = close;
    } else source += character.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  const expression = compile(`^${source}$`);
  return (name) => (!name.startsWith('.') || pattern.startsWith('.')) && expression.test(name);
}

function compile(source: string): RegExp {
  try {
    return new RegExp(source, 'u');
  } catch {
    throw new TypeError('pattern: expected ranges that ascend, such as [a-c]');
  }
}
