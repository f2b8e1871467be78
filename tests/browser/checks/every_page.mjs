// Every page, light and dark, wide and narrow: quiet, accessible, and never wider than the window.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as axe from '../lib/axe.mjs';
import { launch, letIn, stranger } from '../lib/browser.mjs';
import { Hub } from '../lib/hub.mjs';
import { FIRST_PAGES, PAGES, STRANGERS_PAGES } from '../lib/pages.mjs';
import { watch } from '../lib/watch.mjs';

// In the dark only colours are others: what is asked of them is asked again there, and the rest in the light alone.
const VIOLATIONS = { light: axe.violations, dark: axe.violationsOfColour };
const THEMES = Object.keys(VIOLATIONS);
const WIDTHS = [1440, 390, 320];
const AT_ONCE = 3;

/** Opens a page in a window of its own and tells whatever it finds wrong. */
async function findingsOf(context, hub, { open, isText }, theme) {
  const page = await context.newPage();
  const findings = await watch(page, hub.origin);
  await axe.bring(page);
  await open(page, hub);
  for (const width of isText ? [] : WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const reach = await page.evaluate(() => document.documentElement.scrollWidth);
    if (reach > width) findings.push(`${width} wide, it reaches to ${reach}`);
    findings.push(...(await VIOLATIONS[theme](page)).map((violation) => `${width} wide: ${violation}`));
  }
  return findings;
}

function check(pages, hubOf, contextOf) {
  for (const [name, page] of Object.entries(pages)) {
    for (const theme of THEMES) {
      it(`${name}, ${theme}`, async () => {
        const context = await contextOf(hubOf(), { colorScheme: theme });
        try {
          assert.deepEqual(await findingsOf(context, hubOf(), page, theme), []);
        } finally {
          await context.close();
        }
      });
    }
  }
}

describe('Every page is quiet, accessible and no wider than the window', { concurrency: AT_ONCE }, () => {
  let browser, sample, empty;
  before(async () => { [browser, sample, empty] = await Promise.all([launch(), Hub.sample(), Hub.empty()]); });
  after(async () => { await Promise.all([browser?.close(), sample?.stop(), empty?.stop()]); });

  check(PAGES, () => sample, (hub, options) => letIn(browser, hub, options));
  check(FIRST_PAGES, () => empty, (hub, options) => letIn(browser, hub, options));
  check(STRANGERS_PAGES, () => sample, (_, options) => stranger(browser, options));
});
