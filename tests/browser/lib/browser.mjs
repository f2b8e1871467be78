// Debian's Chromium, one for the whole suite, and windows in it that a hub has let in.
import { chromium } from 'playwright-core';

const PROGRAM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--force-color-profile=srgb',
  '--font-render-hinting=none',
];

export const WIDE = { width: 1440, height: 900 };

export const launch = () => chromium.launch({ executablePath: PROGRAM, args: ARGUMENTS });

/** A browser of one person: nothing in it but the cookie of the hub. */
export async function letIn(browser, hub, options = {}) {
  const context = await stranger(browser, hub, options);
  await context.request.get(hub.start);
  return context;
}

/** A browser that the hub does not know. */
export function stranger(browser, _, options = {}) {
  return browser.newContext({ viewport: WIDE, locale: 'en-GB', timezoneId: 'Europe/London', reducedMotion: 'reduce', ...options });
}
