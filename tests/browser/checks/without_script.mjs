// The same without a script: every form works by clicks alone.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch, letIn } from '../lib/browser.mjs';
import { Hub } from '../lib/hub.mjs';
import { dayAhead } from '../lib/keyboard.mjs';
import { FAULTS, ROWS, rowsIn, TABLE } from '../lib/table.mjs';

describe('Without a script', () => {
  let browser, hub, page;
  before(async () => {
    [browser, hub] = await Promise.all([launch(), Hub.sample()]);
    page = await (await letIn(browser, hub, { javaScriptEnabled: false })).newPage();
  });
  after(async () => { await Promise.all([browser?.close(), hub?.stop()]); });

  it('an item is found and a promise recorded', async () => {
    const day = dayAhead();
    await page.goto(hub.origin);
    await page.click('.side >> text=Search or do');
    await page.fill('#q', 'promise tile ingest');
    await page.click('main button:has-text("Search")');
    await page.click('a:has-text("Record a promise: ")');
    await page.fill('#on', day.value);
    await page.click('main button:has-text("Record promise")');
    await page.waitForSelector('.toast');
    const { sentence } = (await hub.events(1))[0];
    assert.match(sentence, /^Omar promised .*api#412/);
    assert.ok(sentence.includes(day.words), sentence);
  });

  it('a table is pasted, its mapping corrected, recorded and undone', async () => {
    const before = await hub.head();
    await page.click('nav >> text=Import');
    await page.fill('#text', TABLE);
    await page.fill('#name', 'Kites');
    await page.fill('#program', 'kites');
    await page.click('text=Look at it');
    await page.selectOption('#column-4', 'due');
    await page.click('text=Look again');
    await page.waitForSelector('#h-problems');
    assert.equal(await page.locator('section[aria-labelledby=h-problems] tbody tr').count(), FAULTS);
    assert.equal(await hub.head(), before, 'looking records nothing');
    await page.click('text=Record it');
    await page.waitForSelector('h1:has-text("Kites is recorded")');
    const recorded = await hub.head();
    assert.equal(await rowsIn(hub), ROWS);
    await page.click('text=Undo this import');
    await page.waitForSelector('.toast');
    assert.ok((await hub.head()) > recorded);
    assert.equal(await rowsIn(hub), 0);
  });

  it('health is restated and taken back', async () => {
    await page.goto(`${hub.origin}/programs/weather`);
    await page.click('main >> text=Restate health');
    await page.selectOption('#colour', 'green');
    await page.fill('#words', 'The radar answered');
    await page.click('main button:has-text("Restate health")');
    await page.waitForSelector('.toast');
    assert.match((await hub.events(1))[0].sentence, /^Maya reported Green for .*The radar answered/);
    await page.click('.toast button');
    await page.waitForSelector('.toast:has-text("removed")');
    assert.doesNotMatch(await hub.says('report', 'health', '--format', 'json'), /The radar answered/);
  });
});
