// What a page is made of: texts stay texts whatever they hold, and nothing that executes or fetches can be made.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { element, markupText, shortened, withoutControls, type Attributes, type Markup } from '../../../src/chart/index.ts';

/** Undoes what a browser undoes when it reads text. */
const readBack = (html: string): string => html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

describe('an element', () => {
  test('is its name, its attributes and what it holds', () => {
    const page = element('p', { class: 'note', id: undefined, open: false, tabindex: 0 }, 'a ', element('strong', {}, 3), null, [' b', ' c']);
    expect(markupText(page)).toBe('<p class="note" tabindex="0">a <strong>3</strong> b c</p>');
    expect(markupText(element('details', { open: true }))).toBe('<details open></details>');
    expect(markupText(element('meta', { charset: 'utf-8' }))).toBe('<meta charset="utf-8">');
  });

  test('rounds numbers to hundredths and never writes −0', () => {
    expect(markupText(element('rect', { x: 1 / 3, y: -0.001, width: 2, height: -0 }))).toBe('<rect x="0.33" y="0" width="2" height="0"></rect>');
    for (const value of [NaN, Infinity, -Infinity]) expect(() => element('rect', { x: value })).toThrow(RangeError);
  });

  test('shows any text as it is and lets none end it, in what it holds and in its attributes', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const inside = markupText(element('p', { 'aria-label': text }, text));
      const [, attribute, content] = /^<p aria-label="([^"<>]*)">([^<>]*)<\/p>$/s.exec(inside) ?? [];
      expect(readBack(attribute!)).toBe(withoutControls(text));
      expect(readBack(content!)).toBe(withoutControls(text));
    }), { numRuns: 1000 });
  });

  test.each(['"><script>alert(1)</script>', '</title></svg><img src=x onerror=alert(1)>', "' onload='alert(1)", '&lt;b&gt;', '<!--', ']]>'])('shows %s as text', (text) => {
    const html = markupText(element('td', {}, text));
    expect(html.match(/</g)).toHaveLength(2);
    expect(readBack(html.slice(4, -5))).toBe(text);
  });

  test('is made of names that execute nothing and fetch nothing', () => {
    for (const name of ['script', 'iframe', 'object', 'embed', 'img', 'image', 'link', 'base', 'use', 'foreignObject', 'animate', 'set', 'form', 'input', 'video', 'SCRIPT', '', 'p onclick=x', '__proto__']) {
      expect(() => element(name)).toThrow(RangeError);
    }
  });

  test('has no attribute that executes, styles or fetches, and leads inside its page only', () => {
    for (const name of ['onclick', 'onload', 'style', 'src', 'srcdoc', 'action', 'xlink:href', 'formaction', 'background', 'HREF', 'a b', '']) {
      expect(() => element('p', { [name]: 'x' })).toThrow(RangeError);
    }
    for (const href of ['javascript:alert(1)', 'https://example.org', '//example.org', 'page.html', '#', '#a b']) expect(() => element('a', { href })).toThrow(RangeError);
    expect(markupText(element('a', { href: '#column-3' }, 'x'))).toBe('<a href="#column-3">x</a>');
  });

  test('cannot be forged by data of the same look', () => {
    const forged = JSON.parse('{ "markup": "<script>", "Symbol(markup)": "<script>" }') as Markup;
    expect(() => markupText(element('p', {}, forged))).toThrow();
    expect(() => element('p', JSON.parse('{ "__proto__": { "onclick": "x" }, "onclick": "x" }') as Attributes)).toThrow(RangeError);
  });
});

describe('a plain text', () => {
  test('holds no sign that no one sees', () => {
    expect(withoutControls('a\u0000b\u001B[31m\u202Ec\u2066d\uFEFFe\u00ADf\uD800g\nh')).toBe('a\uFFFDb\uFFFD[31m\uFFFDc\uFFFDd\uFFFDe\uFFFDf\uFFFDg\nh');
    expect(withoutControls('Hôpital “Œuvre” שלום العربية 東京 👩 €\u00A0\u202F')).toBe('Hôpital “Œuvre” שלום العربية 東京 👩 €\u00A0\u202F');
  });

  test('once made plain stays as it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(withoutControls(withoutControls(text))).toBe(withoutControls(text));
    }));
  });

  test('is shortened to no more than the signs asked for, and only when it has more', () => {
    expect([shortened('', 1), shortened('abc', 3), shortened('abcd', 3), shortened('ab', 1)]).toEqual(['', 'abc', 'ab…', '…']);
    expect(shortened('👩👩👩👩', 3)).toBe('👩👩…');
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (text, most) => {
      const short = shortened(text, most);
      expect([...short].length).toBeLessThanOrEqual(most);
      expect(short === text || (short.endsWith('…') && text.startsWith(short.slice(0, -1)))).toBe(true);
      expect(shortened(short, most)).toBe(short);
    }));
  });
});
