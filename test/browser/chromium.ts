// The browser that pages are looked at with, where the machine has one.
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where the browser is; `null` where there is none, and tests skip. */
export const CHROMIUM: string | null = PLACES.find((place) => existsSync(place)) ?? null;

/** Starts the browser, which talks to nobody. */
export function openChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'] });
}
