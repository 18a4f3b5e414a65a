import { withoutControls } from './plain-text.ts';

const MARKUP: unique symbol = Symbol('markup');

/** A piece of a page. Only {@link element} makes one, so that no text and no data read from a file can pass for it. */
export interface Markup {
  readonly [MARKUP]: string;
}

/** What an element may hold: other elements, and texts and numbers, which are escaped. `null` is nothing. */
export type Child = Markup | string | number | null | readonly Child[];

/** Attributes of an element; numbers are rounded to hundredths, `undefined` and `false` are left out. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Everything a page is made of. Nothing in it executes, and nothing in it fetches. */
const ELEMENTS: ReadonlySet<string> = new Set([
  ...['html', 'head', 'meta', 'title', 'style', 'body', 'header', 'main', 'section', 'footer', 'h1', 'h2', 'h3', 'p', 'dl', 'div', 'dt', 'dd', 'ul', 'li'],
  ...['table', 'caption', 'thead', 'tbody', 'tr', 'th', 'td', 'nav', 'a', 'span', 'strong', 'code', 'bdi', 'details', 'summary'],
  ...['svg', 'desc', 'g', 'rect', 'line', 'path', 'text'],
]);
const ATTRIBUTES: ReadonlySet<string> = new Set([
  ...['charset', 'name', 'content', 'http-equiv', 'lang', 'id', 'class', 'role', 'scope', 'href', 'open', 'tabindex', 'aria-label', 'aria-labelledby', 'aria-hidden', 'data-label'],
  ...['xmlns', 'viewBox', 'width', 'height', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'rx', 'd', 'fill', 'stroke', 'stroke-width', 'stroke-dasharray'],
  ...['font-family', 'font-size', 'font-weight', 'text-anchor', 'preserveAspectRatio'],
]);

/** Elements of HTML that hold nothing and are not closed. */
const VOID: ReadonlySet<string> = new Set(['meta']);

/**
 * Makes an element of HTML or SVG.
 *
 * @param name - its name, one of a closed list without scripts, frames, images or anything else that executes or fetches.
 * @param attributes - its attributes, from a closed list without handlers and styles; `href` leads inside the page only.
 * @param children - what it holds; texts are escaped, and signs that no one sees (controls, marks that turn the
 *   direction of text) become U+FFFD.
 * @returns the element.
 * @throws {RangeError} for a name or an attribute outside the lists, or a number that is not finite.
 * @example
 * markupText(element('p', { class: 'note' }, '"><script>')); // => '<p class="note">"&gt;&lt;script&gt;</p>'
 * element('script'); // throws RangeError: element
 */
export function element(name: string, attributes: Attributes = {}, ...children: readonly Child[]): Markup {
  if (!ELEMENTS.has(name)) throw new RangeError('name: expected an element that pages are made of');
  const opening = `<${name}${Object.entries(attributes).map(([attribute, value]) => attributeText(attribute, value)).join('')}>`;
  return { [MARKUP]: VOID.has(name) ? opening : `${opening}${children.map(childText).join('')}</${name}>` };
}

/**
 * Writes an element out.
 *
 * @param markup - the element.
 * @returns HTML, or SVG that stands by itself when the element is a chart.
 */
export function markupText(markup: Markup): string {
  return markup[MARKUP];
}

function childText(child: Child): string {
  if (child === null) return '';
  if (typeof child === 'string') return escape(child);
  if (typeof child === 'number') return numberText(child);
  return MARKUP in child ? child[MARKUP] : child.map(childText).join('');
}

function attributeText(name: string, value: string | number | boolean | undefined): string {
  if (!ATTRIBUTES.has(name)) throw new RangeError('attribute: expected one that pages are made of');
  if (value === undefined || value === false) return '';
  if (value === true) return ` ${name}`;
  if (name === 'href' && !/^#[\w-]+$/.test(String(value))) throw new RangeError('href: expected a place in the page');
  return ` ${name}="${typeof value === 'number' ? numberText(value) : escape(value).replaceAll('"', '&quot;')}"`;
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('number: expected a finite one');
  return String(Math.round(value * 100) / 100 + 0);
}

function escape(text: string): string {
  return withoutControls(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
