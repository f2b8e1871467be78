// Titles and texts that want to be code are text, wherever they are shown.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch, letIn } from '../lib/browser.mjs';
import { Hub } from '../lib/hub.mjs';
import { watch } from '../lib/watch.mjs';

const HOSTILE = [
  '<script>window.hit = 1</script>',
  '<img src=x onerror="window.hit = 2">',
  '<style>* { display: none !important }</style>',
  '"><svg onload=window.hit=3>',
  "' autofocus onfocus='window.hit=4",
  '</title></textarea></select><b data-hit>',
  'javascript:window.hit=5',
];
const ADDRESSES = ['javascript:window.hit=6', 'JaVaScRiPt:window.hit=7', 'data:text/html,<script>window.hit=8</script>', 'vbscript:hit'];
const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

/** A table with something hostile in each cell. */
function table() {
  const rows = HOSTILE.map((text, index) => {
    const cells = [`H-${index}`, text, text, text, text, ADDRESSES[index % ADDRESSES.length], text];
    return cells.map(quoted).join(',');
  });
  return `Key,Title,Owner,Status,Description,URL,Note\n${rows.join('\n')}\n`;
}

describe('Hostile titles', () => {
  let browser, hub;
  before(async () => {
    [browser, hub] = await Promise.all([launch(), Hub.empty()]);
    await hub.imports('hostile.csv', table());
  });
  after(async () => { await Promise.all([browser?.close(), hub?.stop()]); });

  it('do nothing and are shown as they are written', async () => {
    const page = await (await letIn(browser, hub)).newPage();
    const findings = await watch(page, hub.origin);
    page.on('dialog', (dialog) => { findings.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
    const addresses = ['/', '/chase', '/changes', '/search?q=window', '/search?q=%3Cscript%3Ewindow.hit=9%3C/script%3E', '/import', '/asks'];
    const things = HOSTILE.flatMap((_, index) => ['', '/history', '/asks', '/promises', '/owner'].map((rest) => `/things/H-${index}${rest}`));
    const people = await linksOf(page, '/chase', 'a[href^="/people/"], a[href^="/things/%40"]');
    for (const address of [...addresses, ...things, ...people]) {
      await page.goto(hub.origin + address);
      const found = await page.evaluate(() => ({
        hit: window.hit,
        elements: document.querySelectorAll('[data-hit], main script, main style, img, [onerror], [onload], [onfocus]').length,
        links: [...document.querySelectorAll('a, form')].map((element) => element.href ?? element.action).filter((address) => !/^(https?|mailto):/.test(address)),
        isShown: document.querySelector('h1').checkVisibility(),
      }));
      assert.deepEqual(found, { hit: undefined, elements: 0, links: [], isShown: true }, address);
    }
    for (const [index, title] of HOSTILE.entries()) {
      await page.goto(`${hub.origin}/items/H-${index}`);
      assert.equal((await page.textContent('h1')).trim(), title);
    }
    assert.deepEqual(findings, []);
  });

  it('do nothing in what an act says, in the palette, and in what an open page is told', async () => {
    const page = await (await letIn(browser, hub)).newPage();
    const findings = await watch(page, hub.origin);
    await page.goto(`${hub.origin}/things/H-0/promises?back=/chase`);
    await page.fill('#on', '2027-05-05');
    await page.click('main button[type=submit]');
    await page.waitForSelector('.toast:has-text("<script>")');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('window');
    await page.waitForSelector('#pal-list [role=option]:has-text("<script>")');
    await page.keyboard.press('Escape');
    await hub.imports('more.csv', table().replaceAll('H-', 'M-'));
    await page.waitForSelector('main a[href*="M-1"]');
    assert.equal(await page.evaluate(() => window.hit), undefined);
    assert.deepEqual(findings, []);
  });

  async function linksOf(page, address, selector) {
    await page.goto(hub.origin + address);
    return page.$$eval(selector, (links) => [...new Set(links.map((link) => link.getAttribute('href')))]);
  }
});
