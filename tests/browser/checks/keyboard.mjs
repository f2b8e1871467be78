// What a TPM does every day, with the keyboard alone; what was recorded is asked of the command line.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { launch, letIn } from '../lib/browser.mjs';
import { Hub } from '../lib/hub.mjs';
import { command, dayAhead, skipToContent, tabTo } from '../lib/keyboard.mjs';
import { FAULTS, ROWS, rowsIn, TABLE } from '../lib/table.mjs';
import { watch } from '../lib/watch.mjs';

describe('With the keyboard alone', () => {
  let browser, hub, page, findings;
  before(async () => { [browser, hub] = await Promise.all([launch(), Hub.sample()]); });
  after(async () => { await Promise.all([browser?.close(), hub?.stop()]); });
  beforeEach(async () => {
    const context = await letIn(browser, hub);
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: hub.origin });
    page = await context.newPage();
    findings = await watch(page, hub.origin);
    await page.goto(hub.origin);
  });

  it('an item is found and a promise recorded', async () => {
    const day = dayAhead();
    await command(page, 'promise tile ingest', 'Record a promise');
    await page.waitForURL(/\/promises/);
    await skipToContent(page);
    await tabTo(page, '#on', 5);
    await page.keyboard.type(day.typed);
    await tabTo(page, '#words', 5);
    await page.keyboard.type('Once the keys are here');
    await tabTo(page, 'main button[type=submit]', 3);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.toast');
    const { sentence, by } = (await hub.events(1))[0];
    assert.match(sentence, /^Omar promised .*api#412/);
    assert.ok(sentence.includes(day.words), sentence);
    assert.equal(by, 'Maya');
    await page.goto(`${hub.origin}/items/api%23412`);
    await page.waitForSelector('main >> text=Once the keys are here');
    assert.deepEqual(findings, []);
  });

  it('a table is pasted, its mapping corrected, recorded and undone', async () => {
    const before = await hub.head();
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.waitForURL(/\/import$/);
    await page.evaluate((text) => navigator.clipboard.writeText(text), TABLE);
    await skipToContent(page);
    await tabTo(page, '#text', 5);
    await page.keyboard.press('Control+v');
    await tabTo(page, '#name', 5);
    await page.keyboard.type('Kites');
    await tabTo(page, '#program', 5);
    await page.keyboard.type('kites');
    await page.keyboard.press('Enter');

    await page.waitForSelector('h1:has-text("This is what Kites says")');
    assert.equal(await page.locator('#h-problems').count(), 0, 'nobody knows yet that the last column is of days');
    await skipToContent(page);
    await tabTo(page, '#column-4', 10);
    await page.keyboard.type('due');
    await tabTo(page, 'button[value=look]', 10);
    await page.keyboard.press('Enter');

    await page.waitForSelector('#h-problems');
    const faults = page.locator('section[aria-labelledby=h-problems] tbody tr');
    assert.equal(await faults.count(), FAULTS);
    assert.match(await faults.first().textContent(), /2027-13-40/);
    assert.equal(await hub.head(), before, 'looking records nothing');
    await skipToContent(page);
    await tabTo(page, 'button[value=record]', 20);
    await page.keyboard.press('Enter');

    await page.waitForSelector('h1:has-text("Kites is recorded")');
    assert.equal(await faults.count(), FAULTS, 'what could not be read is still told');
    assert.equal(await rowsIn(hub), ROWS);
    assert.match(await hub.says('log', '--limit', '400'), /2 May 2027/, 'the last column is read as days');
    await skipToContent(page);
    await tabTo(page, 'main button[type=submit]', 5);
    await page.keyboard.press('Enter');

    await page.waitForSelector('.toast');
    assert.equal(await rowsIn(hub), 0);
    assert.deepEqual(findings, []);
  });

  it('health is restated and taken back', async () => {
    await command(page, 'restate health weather', 'Restate health');
    await page.waitForURL(/\/health/);
    await skipToContent(page);
    await tabTo(page, '#colour', 3);
    await page.keyboard.type('Green');
    await tabTo(page, '#words', 3);
    await page.keyboard.type('The radar answered');
    await tabTo(page, 'main button[type=submit]', 5);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.toast');
    const said = (await hub.events(1))[0];
    assert.match(said.sentence, /^Maya reported Green for .*Weather App: The radar answered/);

    await page.keyboard.press('z');
    await page.waitForSelector('.toast:has-text("removed")');
    const position = await hub.head();
    assert.equal((await hub.events(1))[0].entry, `${position}.0`);
    assert.doesNotMatch(await hub.says('report', 'health', '--format', 'json'), /The radar answered/);
    assert.deepEqual(findings, []);
  });
});
