// The pages as a reader meets them, in a real browser: nothing runs, nothing is fetched, nothing is cut off, every chart has
// a name, every text can be read by day and by night, and a hostile name is nothing but a name.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withoutControls } from '../../src/chart/index.ts';
import { linkagePage } from '../../src/link/page/linkage-page.ts';
import { judgedRowsPage } from '../../src/anonymise/pages/judged-rows-page.ts';
import { riskPage } from '../../src/anonymise/pages/risk-page.ts';
import { profilePage } from '../../src/quality/pages/profile-page.ts';
import { tablePage } from '../../src/protect/pages/table-page.ts';
import { qualityPage } from '../../src/quality/pages/quality-page.ts';
import { CHROMIUM, openChromium } from './chromium.ts';
import { HOSTILE_LINKAGE, SAMPLE_LINKAGE } from './sample-linkage.ts';
import { HOSTILE_NAMES, HOSTILE_PROFILE, SAMPLE_PROFILE, SAMPLE_WITH_VALUES } from './sample-profile.ts';
import { HOSTILE_SECTIONS, SAMPLE_SECTIONS } from './sample-quality.ts';
import { HOSTILE_RISK, SAMPLE_RISK } from './sample-risk.ts';
import { HOSTILE_ROWS, SAMPLE_ROWS } from './sample-rows.ts';
import { HOSTILE_TABLES, SAMPLE_TABLES } from './sample-table.ts';

const PAGES: Readonly<Record<string, string>> = {
  'a profile': profilePage(SAMPLE_PROFILE, { title: 'stays-2024.csv' }),
  'a profile with values, in French': profilePage(SAMPLE_WITH_VALUES, { title: 'sejours-2024.csv', language: 'fr' }),
  'a profile of hostile names': profilePage(HOSTILE_PROFILE, { title: HOSTILE_NAMES[0]! }),
  'verdicts': qualityPage(SAMPLE_SECTIONS, { title: 'Stays 2024' }),
  'verdicts in French': qualityPage(SAMPLE_SECTIONS, { title: 'Séjours 2024', language: 'fr' }),
  'a linkage': linkagePage(SAMPLE_LINKAGE, { title: 'Hospital stays and the register' }),
  'a linkage with pairs, in French': linkagePage(SAMPLE_LINKAGE, { title: 'Séjours et registre', language: 'fr', showValues: true }),
  'a linkage of hostile names': linkagePage(HOSTILE_LINKAGE, { title: HOSTILE_NAMES[0]!, showValues: true }),
  'protected tables in French': tablePage(SAMPLE_TABLES, { title: 'Séjours 2024', language: 'fr' }),
  'protected tables of hostile names': tablePage(HOSTILE_TABLES, { title: HOSTILE_NAMES[0]! }),
  'risks in French': riskPage(SAMPLE_RISK, { title: 'sejours-2024.csv', language: 'fr' }),
  'risks of hostile names': riskPage(HOSTILE_RISK, { title: HOSTILE_NAMES[0]! }),
  'judged rows in French': judgedRowsPage(SAMPLE_ROWS, { title: 'Séjours 2024', language: 'fr' }),
  'judged rows of hostile names': judgedRowsPage(HOSTILE_ROWS, { title: HOSTILE_NAMES[0]! }),
  'verdicts of hostile names': qualityPage(HOSTILE_SECTIONS, { title: HOSTILE_NAMES[0]! }),
};
const PHONE = 360;
const DESK = 1280;

/** Lists texts whose contrast with what is behind them is below WCAG AA, as `ratio text`. */
const FAINT_TEXTS = `(() => {
  const channel = (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  const colour = (text) => text.match(/[\\d.]+/g).map(Number);
  const luminance = ([red, green, blue]) => 0.2126 * channel(red / 255) + 0.7152 * channel(green / 255) + 0.0722 * channel(blue / 255);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const found = colour(getComputedStyle(at).backgroundColor);
      if (found[3] === undefined || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (node.textContent.trim() === '' || ['title', 'desc'].includes(parent.localName)) continue;
    const style = getComputedStyle(parent);
    const [low, high] = [luminance(colour(parent.closest('svg') ? style.fill : style.color)), luminance(behind(parent))].sort((a, b) => a - b);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) faint.push(ratio.toFixed(2) + ' ' + node.textContent);
  }
  return faint;
})()`;

/** Lists texts of charts that leave their chart or run into each other. */
const CLASHING_TEXTS = `[...document.querySelectorAll('svg.chart')].flatMap((chart) => {
  const frame = chart.getBoundingClientRect();
  return [...chart.querySelectorAll('text')].flatMap((text) => {
    const inner = text.closest('svg');
    const box = text.getBoundingClientRect();
    if (inner === chart) return box.left < frame.left - 1 || box.right > frame.right + 1 ? [text.textContent] : [];
    // A name is cut off where its box ends: the figure beside it starts after that.
    const end = frame.left + inner.width.baseVal.value * frame.width / chart.viewBox.baseVal.width;
    const figure = inner.parentElement.querySelector(':scope > text');
    const clashes = getComputedStyle(inner).overflow !== 'hidden' || (figure !== null && end > figure.getBoundingClientRect().left + 1);
    return clashes ? [text.textContent] : [];
  });
})`;

describe.skipIf(CHROMIUM === null)('in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'a423-pages-'));
  let browser: Browser;

  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What happened beside showing the page. */
  interface Seen {
    readonly page: Page;
    readonly said: string[];
    readonly fetched: string[];
  }

  async function open(html: string, width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Seen> {
    const path = join(folder, 'page.html');
    writeFileSync(path, html);
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    const seen: Seen = { page, said: [], fetched: [] };
    page.on('console', (message) => seen.said.push(message.text()));
    page.on('pageerror', (error) => seen.said.push(error.message));
    page.on('dialog', (dialog) => {
      seen.said.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => seen.fetched.push(request.url()));
    await page.goto(pathToFileURL(path).href);
    return seen;
  }

  describe.each(Object.entries(PAGES))('the page of %s', (_name, html) => {
    test('says nothing to the console, opens no dialog, and fetches nothing beside itself', async () => {
      const { page, said, fetched } = await open(html, DESK);
      await page.mouse.move(300, 300);
      expect({ said, fetched: fetched.length, scripts: await page.evaluate('document.scripts.length + document.images.length') }).toEqual({ said: [], fetched: 1, scripts: 0 });
      await page.close();
    });

    test.each([PHONE, DESK])('is no wider than its window of %d pixels, and its charts keep their texts apart', async (width) => {
      const { page } = await open(html, width);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(await page.evaluate(CLASHING_TEXTS)).toEqual([]);
      await page.close();
    });

    test('gives every chart a name to assistive software', async () => {
      const { page } = await open(html, DESK);
      const session = await page.context().newCDPSession(page);
      const { nodes } = await session.send('Accessibility.getFullAXTree');
      const names = nodes.filter(({ role }) => role?.value === 'image').map(({ name }) => String(name?.value ?? ''));
      expect(names).toHaveLength(await page.locator('svg.chart').count());
      expect(names.filter((name) => name.trim() === '')).toEqual([]);
      await page.close();
    });

    test.each(['light', 'dark'] as const)('can be read in %s mode: contrast of 4.5 to 1 at least', async (scheme) => {
      const { page } = await open(html, DESK, scheme);
      expect(await page.evaluate(FAINT_TEXTS)).toEqual([]);
      await page.close();
    });

    test('is dark on white on paper, whatever the mode of the screen', async () => {
      const { page } = await open(html, DESK, 'dark');
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe('rgb(255, 255, 255)');
      expect(await page.evaluate(FAINT_TEXTS)).toEqual([]);
      await page.close();
    });
  });

  test.each(['a profile of hostile names', 'a linkage of hostile names', 'verdicts of hostile names'])('%s shows each name as text', async (name) => {
    const { page, said } = await open(PAGES[name]!, PHONE);
    const shown = (await page.locator('bdi').allTextContents()).map((text) => text.replaceAll('\n', ' '));
    for (const hostile of HOSTILE_NAMES) expect(shown).toContain(withoutControls(hostile).replaceAll('\n', ' '));
    expect(await page.title()).toBe(HOSTILE_NAMES[0]);
    expect(said).toEqual([]);
    await page.close();
  });

  test('a note leads to its column', async () => {
    const { page } = await open(PAGES['a profile']!, DESK);
    await page.locator('a', { hasText: 'comment' }).click();
    expect(await page.locator(':target h3').textContent()).toBe('comment');
    await page.close();
  });

  test('rows of verdicts stay rows to assistive software on a phone, where they look like cards', async () => {
    const { page } = await open(PAGES['verdicts']!, PHONE);
    expect(await page.getByRole('rowheader', { name: 'unique stayId' }).count()).toBe(1);
    expect(await page.getByRole('row').count()).toBeGreaterThanOrEqual(10);
    await page.close();
  });
});
