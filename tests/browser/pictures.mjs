// Pictures of every page, `node tests/browser/pictures.mjs FOLDER`; with `--readme`, the two that the README shows.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launch, letIn, stranger, WIDE } from './lib/browser.mjs';
import { Hub } from './lib/hub.mjs';
import { FIRST_PAGES, PAGES, STRANGERS_PAGES } from './lib/pages.mjs';

const THEMES = ['light', 'dark'];
const NARROW = { width: 390, height: 844 };
/** How good the README's pictures are, of 100: text stays sharp, and each stays below 150 kB. */
const QUALITY = 82;
/** Nine weeks of forecasts are worked out once, which takes a busy machine a while. */
const PATIENCE = 300_000;
const IN_README = { 'pulse': 'light', 'program': 'dark' };

const [folder, option] = process.argv.slice(2);
if (!folder) throw new Error('Name the folder for the pictures.');
await mkdir(folder, { recursive: true });
const [browser, sample, empty] = await Promise.all([launch(), Hub.sample(), Hub.empty()]);
try {
  const count = option === '--readme' ? await readme() : await all();
  console.log(`${count} pictures in ${folder}`);
} finally {
  await Promise.all([browser.close(), sample.stop(), empty.stop()]);
}

async function readme() {
  for (const [name, theme] of Object.entries(IN_README)) {
    const context = await letIn(browser, sample, { colorScheme: theme });
    const page = await shown(context, sample, PAGES[name]);
    const session = await context.newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
    await writeFile(join(folder, `${name}-${theme}.webp`), Buffer.from(data, 'base64'));
    await context.close();
  }
  return Object.keys(IN_README).length;
}

async function all() {
  // What records something would stand on the pictures after it.
  const recordsLast = Object.entries(PAGES).sort(([, one], [, other]) => Boolean(one.records) - Boolean(other.records));
  let taken = 0;
  for (const [pages, hub, windowOf] of [[recordsLast, sample, letIn], [Object.entries(FIRST_PAGES), empty, letIn], [Object.entries(STRANGERS_PAGES), sample, stranger]]) {
    for (const [name, page] of pages) {
      for (const theme of page.isText ? THEMES.slice(0, 1) : THEMES) {
        const sizes = [WIDE, NARROW].map(async (viewport) => {
          const context = await windowOf(browser, hub, { colorScheme: theme, viewport });
          const path = join(folder, `${name}-${viewport.width}-${theme}.png`);
          await whole(await shown(context, hub, page), viewport, path);
          await context.close();
        });
        await Promise.all(sizes);
        taken += sizes.length;
      }
    }
  }
  return taken;
}

/** A picture of all of a page. The window grows first, so that what keeps to its lower edge stands at the page's. */
async function whole(page, { width, height }, path) {
  const reach = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.max(height, reach) });
  await page.screenshot({ path, fullPage: true });
}

/** A page with its letters in place, and with what is worked out while one reads it. */
async function shown(context, hub, { open }) {
  const page = await context.newPage();
  await open(page, hub);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(() => !document.querySelector('[data-soon]'), null, { timeout: PATIENCE });
  return page;
}
