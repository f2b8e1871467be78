// What the command line does appears on an open page, and nothing that one reads or writes moves away. How soon it appears is
// measured by `cargo xtask bench paint`: a machine that tests keep busy says nothing of that.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { launch, letIn } from '../lib/browser.mjs';
import { Hub } from '../lib/hub.mjs';
import { appears, programOf } from '../lib/live.mjs';
import { watch } from '../lib/watch.mjs';

describe('An open page', () => {
  let browser, hub, page, findings;
  before(async () => { [browser, hub] = await Promise.all([launch(), Hub.sample()]); });
  after(async () => { await Promise.all([browser?.close(), hub?.stop()]); });
  beforeEach(async () => {
    page = await (await letIn(browser, hub)).newPage();
    findings = await watch(page, hub.origin);
  });

  it('shows a change of the command line, and stays where it is', async () => {
    const listening = page.waitForResponse((response) => response.url().includes('/events'));
    await page.goto(hub.origin);
    await listening;
    await appears(page, hub, 'kites');
    const before = await page.evaluate(() => {
      const links = document.querySelectorAll('.pulse-progs a');
      links[links.length - 1].focus();
      window.kept = document.activeElement;
      scrollTo(0, 300);
      return { scroll: scrollY, title: document.activeElement.textContent };
    });
    await appears(page, hub, 'drones');
    const after = await page.evaluate(() => ({
      scroll: scrollY,
      title: document.activeElement.textContent,
      isSame: document.activeElement === window.kept,
    }));
    assert.deepEqual(after, { ...before, isSame: true });
    assert.deepEqual(findings, []);
  });

  it('waits while somebody writes in it, and keeps what is written', async () => {
    const listening = page.waitForResponse((response) => response.url().includes('/events'));
    await page.goto(`${hub.origin}/search?q=balloon`);
    await listening;
    await page.fill('#q', 'balloons and');
    await page.press('#q', 'ArrowLeft');
    const told = page.waitForEvent('response', (response) => response.url().endsWith('/search?q=balloon'));
    await hub.imports('balloon.plan', programOf('balloon'));
    const now = () => page.evaluate(() => {
      const field = document.getElementById('q');
      return { value: field.value, at: field.selectionStart, isHere: document.activeElement === field };
    });
    assert.deepEqual(await now(), { value: 'balloons and', at: 11, isHere: true });
    await page.keyboard.press('Tab');
    await told;
    await page.waitForSelector('.hits >> text=balloon in the wind');
    assert.equal((await now()).value, 'balloons and');
    assert.deepEqual(findings, []);
  });
});
