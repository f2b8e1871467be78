// Every page, light and dark, wide and narrow: quiet, accessible, never wider than the window, and valid HTML.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as axe from '../lib/axe.mjs';
import { launch, letIn, stranger } from '../lib/browser.mjs';
import * as html from '../lib/html.mjs';
import { Hub } from '../lib/hub.mjs';
import { FIRST_PAGES, PAGES, STRANGERS_PAGES } from '../lib/pages.mjs';
import { watch } from '../lib/watch.mjs';

// In the dark only colours are others: what is asked of them is asked again there, and the rest in the light alone.
const VIOLATIONS = { light: axe.violations, dark: axe.violationsOfColour };
const WIDTHS = [1440, 390, 320];
const AT_ONCE = 3;

describe('Every page', () => {
  let browser, sample, empty, folder;
  before(async () => {
    [browser, sample, empty] = await Promise.all([launch(), Hub.sample(), Hub.empty()]);
    folder = await mkdtemp(join(tmpdir(), 'linchpin-html-'));
  });
  after(async () => {
    await Promise.all([browser?.close(), sample?.stop(), empty?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  describe('is quiet, accessible and no wider than the window', { concurrency: AT_ONCE }, () => {
    check(PAGES, () => sample, letIn);
    check(FIRST_PAGES, () => empty, letIn);
    check(STRANGERS_PAGES, () => sample, stranger);
  });

  it('is valid HTML', async () => assert.deepEqual(await html.faults(folder), []));

  function check(pages, hubOf, windowOf) {
    for (const [name, page] of Object.entries(pages)) {
      for (const theme of Object.keys(VIOLATIONS)) {
        it(`${name}, ${theme}`, async () => {
          const context = await windowOf(browser, hubOf(), { colorScheme: theme });
          try {
            assert.deepEqual(await findingsOf(context, hubOf(), name, page, theme), []);
          } finally {
            await context.close();
          }
        });
      }
    }
  }

  /** Opens a page in a window of its own and tells whatever it finds wrong. */
  async function findingsOf(context, hub, name, { open, isText }, theme) {
    const page = await context.newPage();
    const [findings, document] = [await watch(page, hub.origin), html.keep(page)];
    await axe.bring(page);
    await open(page, hub);
    if (isText) return findings;
    if (theme === 'light') await document(folder, name);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const reach = await page.evaluate(() => document.documentElement.scrollWidth);
      if (reach > width) findings.push(`${width} wide, it reaches to ${reach}`);
      findings.push(...(await VIOLATIONS[theme](page)).map((violation) => `${width} wide: ${violation}`));
    }
    return findings;
  }
});
