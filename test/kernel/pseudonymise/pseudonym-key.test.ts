// Oracle: node:crypto's hkdfSync and createHmac (OpenSSL).
import { createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { derivePseudonymKey, type PseudonymContext } from '../../../src/pseudonymise/kernel/pseudonym-key.ts';

const context: PseudonymContext = { project: 'cohort', domain: 'patient', policy: 'deterministic', profile: 'nir/v1' };
const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index);

function byOpenSsl(secret: Uint8Array, { project, domain, policy, profile }: PseudonymContext): { subKey: string; fingerprint: string } {
  const info = Buffer.concat([project, domain, policy, profile].flatMap((label) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(Buffer.byteLength(label));
    return [length, Buffer.from(label)];
  }));
  const subKey = Buffer.from(hkdfSync('sha256', secret, 'a423/pseudonymise/v1', info, 32));
  const fingerprint = createHmac('sha256', subKey).update('a423/fingerprint').digest('hex').slice(0, 16);
  return { subKey: subKey.toString('hex'), fingerprint };
}

function derived(secret: Uint8Array, given: PseudonymContext): { subKey: string; fingerprint: string } {
  const { subKey, fingerprint } = derivePseudonymKey(secret, given);
  return { subKey: Buffer.from(subKey).toString('hex'), fingerprint: Buffer.from(fingerprint).toString('hex') };
}

const label = fc.string({ unit: 'grapheme', maxLength: 20 });
const anyContext = fc.record({ project: label, domain: label, policy: label, profile: label });

describe('the key of a context', () => {
  test('follows the formula, whatever the names', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), anyContext, (secret, given) => {
      expect(derived(secret, given)).toEqual(byOpenSsl(secret, given));
    }), { numRuns: 100, seed: 1 });
  });

  test('differs as soon as a name or the cut between two names differs', () => {
    fc.assert(fc.property(anyContext, anyContext, (first, second) => {
      const isSame = (['project', 'domain', 'policy', 'profile'] as const).every((name) => first[name] === second[name]);
      expect(derived(secretKey, first).fingerprint === derived(secretKey, second).fingerprint).toBe(isSame);
    }), { numRuns: 200, seed: 1 });
    expect(derived(secretKey, { ...context, project: 'cohortp', domain: 'atient' })).not.toEqual(derived(secretKey, context));
  });

  test('has a fingerprint that is no part of the sub-key, nor made from the secret key itself', () => {
    const { subKey, fingerprint } = derived(secretKey, context);
    expect(subKey).not.toContain(fingerprint);
    expect(createHmac('sha256', secretKey).update('a423/fingerprint').digest('hex').slice(0, 16)).not.toBe(fingerprint);
  });

  test('leaves the secret key as it was, and gives a fresh copy each time', () => {
    const first = derivePseudonymKey(secretKey, context);
    expect([...secretKey]).toEqual(Array.from({ length: 32 }, (_, index) => index));
    const before = [...first.subKey];
    derivePseudonymKey(secretKey, context).subKey.fill(0);
    expect([...first.subKey]).toEqual(before);
    expect(first.fingerprint.buffer.byteLength).toBe(8);
  });

  test.each([0, 16, 31, 33])('is refused to a secret of %s bytes', (length) => {
    expect(() => derivePseudonymKey(new Uint8Array(length), context)).toThrow(`secretKey: expected 32 bytes, got ${length}`);
  });

  test('is refused to names that are not well-formed text', () => {
    expect(() => derivePseudonymKey(secretKey, { ...context, domain: '\ud800' })).toThrow('labels[1]: expected well-formed text');
  });
});
