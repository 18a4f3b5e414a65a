// E-mail addresses: what people have, what is refused although the standard knows it, and a pattern written apart.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { email, normaliseIdentifier, validateIdentifier } from '../../../src/identifiers/index.ts';

test.each([
  ['jeanne.martin@hopital-nord.fr', 'jeanne.martin@hopital-nord.fr'],
  [' Jeanne.Martin@Hopital-Nord.FR\u00a0', 'Jeanne.Martin@hopital-nord.fr'],
  ["o'neil+labo_2@sub.domaine.co", "o'neil+labo_2@sub.domaine.co"],
  ['x@a.co', 'x@a.co'],
  ['x@1and1.fr', 'x@1and1.fr'],
  ['x@xn--hpital-xxa.fr', 'x@xn--hpital-xxa.fr'],
  [`${'a'.repeat(64)}@b.fr`, `${'a'.repeat(64)}@b.fr`],
  [`a@${'b'.repeat(63)}.fr`, `a@${'b'.repeat(63)}.fr`],
])('%j is %s', (text, canonical) => {
  expect([validateIdentifier(email, text), normaliseIdentifier(email, text)]).toEqual(['ok', canonical]);
});

test.each([
  ['', 'empty'], ['  ', 'empty'], [`${'a'.repeat(60)}@${'b.'.repeat(100)}fr`, 'length'],
  ['a b@x.fr', 'character'],
  ['a,b@x.fr', 'character'],
  ['jérôme@x.fr', 'character'],
  ['a@hôpital.fr', 'character'],
  ['"a b"@x.fr', 'character'],
  ['a@[192.0.2.1]', 'character'],
  ['<a@x.fr>', 'character'],
  ['a@x.fr;b@x.fr', 'character'],
  ['abc', 'at'], ['a@b@x.fr', 'at'], ['a.x.fr', 'at'],
  ['@x.fr', 'localPart'],
  ['.a@x.fr', 'localPart'],
  ['a.@x.fr', 'localPart'],
  ['a..b@x.fr', 'localPart'],
  [`${'a'.repeat(65)}@b.fr`, 'localPart'],
  ['@', 'localPart'],
  ['a@', 'domain'],
  ['a@x', 'domain'],
  ['a@x.', 'domain'],
  ['a@.fr', 'domain'],
  ['a@x..fr', 'domain'],
  ['a@-x.fr', 'domain'],
  ['a@x-.fr', 'domain'],
  ['a@x.f', 'domain'],
  ['a@192.0.2.1', 'domain'],
  ['a@x_y.fr', 'domain'],
  [`a@${'b'.repeat(64)}.fr`, 'domain'], ['a@x.fr-', 'domain'],
  ['a@example.com', 'reserved'],
  ['a@sub.Example.ORG', 'reserved'],
  ['a@hopital.test', 'reserved'],
  ['a@x.invalid', 'reserved'],
  ['a@mail.localhost', 'reserved'],
  ['a@b.example', 'reserved'],
])('%j is judged %s', (text, reason) => {
  expect(validateIdentifier(email, text)).toBe(reason);
  expect(normaliseIdentifier(email, text)).toBeNull();
});

test('names that only resemble a reserved one are not reserved', () => {
  for (const domain of ['myexample.com', 'example.fr', 'contest.fr', 'test.fr', 'example.com.fr', 'latest.net']) expect([domain, validateIdentifier(email, `a@${domain}`)]).toEqual([domain, 'ok']);
});

describe('against a pattern of the same rules', () => {
  const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
  const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
  const pattern = new RegExp(`^(?=.{1,254}$)(?=[^@]{1,64}@)${atom}(?:\\.${atom})*@(?:${label}\\.)+(?!\\d+$)(?=..)${label}$`);
  const reserved = /(?:^|[@.])(?:example\.(?:com|net|org)|example|test|invalid|localhost)$/i;
  const address = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'aZ0.-_@+ é'), maxLength: 14 }),
    fc.tuple(fc.string({ unit: fc.constantFrom(...'aZ0.-'), minLength: 1, maxLength: 5 }), fc.string({ unit: fc.constantFrom(...'aZ0.-'), minLength: 3, maxLength: 8 })).map((parts) => parts.join('@')),
    fc.emailAddress(),
  );

  test('the same addresses pass, and the domain alone changes its case', () => {
    fc.assert(fc.property(address, (text) => {
      const form = normaliseIdentifier(email, text);
      expect(form !== null).toBe(pattern.test(text.trim()) && !reserved.test(text.trim()));
      if (form === null) return;
      const at = form.indexOf('@');
      expect(form).toBe(text.trim().slice(0, at) + text.trim().slice(at).toLowerCase());
    }), { numRuns: 3000 });
  });
});
