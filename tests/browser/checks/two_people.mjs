// Two people change the same thing: the second is shown what the first did, and nothing that was typed is lost.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch, letIn } from '../lib/browser.mjs';
import { Hub } from '../lib/hub.mjs';

describe('Two people', () => {
  let browser, hub;
  before(async () => { [browser, hub] = await Promise.all([launch(), Hub.sample()]); });
  after(async () => { await Promise.all([browser?.close(), hub?.stop()]); });

  it('who set the same owner: the second sees what the first did and keeps what was typed', async () => {
    const [first, second] = await Promise.all([window(), window()]);
    for (const page of [first, second]) await page.goto(`${hub.origin}/things/WX-221/owner`);
    await send(first, 'Yuki');
    await first.waitForSelector('.toast');
    const head = await hub.head();

    await send(second, 'Priya');
    const notice = await second.waitForSelector('[role=alert]');
    assert.match(await notice.textContent(), /Yuki/);
    assert.equal(await second.inputValue('#owner'), 'Priya');
    assert.equal(await hub.head(), head, 'nothing is recorded over the first');

    await second.click('main button[type=submit]');
    await second.waitForSelector('.toast');
    const [before, last] = (await hub.events(2)).map(({ sentence }) => sentence);
    assert.match(before, /WX-221.*owner.*Yuki/);
    assert.match(last, /WX-221.*owner.*Priya/);
  });

  it('who say something of the same program: both are kept', async () => {
    const [first, second] = await Promise.all([window(), window()]);
    for (const page of [first, second]) await page.goto(`${hub.origin}/things/weather/health`);
    for (const [page, colour, words] of [[first, 'yellow', 'The keys are late'], [second, 'red', 'The keys are lost']]) {
      await page.selectOption('#colour', colour);
      await page.fill('#words', words);
      await page.click('main button[type=submit]');
      await page.waitForSelector('[role=alert], .toast');
      if (page === second) {
        assert.equal(await page.inputValue('#words'), words, 'what was typed is still there beside what the first said');
        await page.click('main button[type=submit]');
        await page.waitForSelector('.toast');
      }
    }
    const said = (await hub.events(2)).map(({ sentence }) => sentence).join('\n');
    assert.match(said, /Yellow.*The keys are late[^]*Red.*The keys are lost/);
  });

  const window = async () => (await letIn(browser, hub)).newPage();

  async function send(page, owner) {
    await page.fill('#owner', owner);
    await page.click('main button[type=submit]');
  }
});
