// Nothing moves for whoever asked for less motion; and the focus is seen at every stop, in the order of the page.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch, letIn } from '../lib/browser.mjs';
import { Hub } from '../lib/hub.mjs';

describe('Motion and focus', () => {
  let browser, hub;
  before(async () => { [browser, hub] = await Promise.all([launch(), Hub.sample()]); });
  after(async () => { await Promise.all([browser?.close(), hub?.stop()]); });

  it('nothing moves where less motion is asked for', async () => {
    assert.notDeepEqual(await movements('no-preference'), [], 'the pages have motion that could be left out');
    assert.deepEqual(await movements('reduce'), []);
  });

  it('the focus is seen at every stop of Tab through Pulse, in the order of the page', async () => {
    const page = await (await letIn(browser, hub)).newPage();
    await page.goto(hub.origin);
    const stops = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
      .filter((element) => element.tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true })).length);
    assert.ok(stops > 30, `${stops} stops`);
    await page.evaluate(() => { window.last = document.body; });
    for (let stop = 1; stop <= stops; stop++) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(() => {
        const [element, last] = [document.activeElement, window.last];
        window.last = element;
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        return {
          what: element.outerHTML.slice(0, 120),
          isOutlined: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !outlineColor.endsWith(', 0)'),
          isInWindow: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
          isInOrder: Boolean(last.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING),
        };
      });
      const { what, ...rest } = seen;
      assert.deepEqual(rest, { isOutlined: true, isInWindow: true, isInOrder: true }, `stop ${stop}: ${what}`);
    }
  });

  /** What moves while somebody uses Pulse: hovers, opens the palette and the keys, changes the theme, does something. */
  async function movements(reducedMotion) {
    const page = await (await letIn(browser, hub, { reducedMotion })).newPage();
    const moved = [];
    await page.exposeFunction('tellMovement', (what) => moved.push(what));
    await page.addInitScript(() => {
      for (const kind of ['animationstart', 'transitionrun']) {
        document.addEventListener(kind, (event) => {
          window.tellMovement(`${kind} of ${event.animationName ?? event.propertyName} on ${event.target.className || event.target.tagName}`);
        }, true);
      }
    });
    await page.goto(`${hub.origin}/things/WX-221/snoozes?back=/`);
    await page.click('main button[type=submit]');
    await page.waitForSelector('.toast');
    await page.hover('.need-act .btn');
    await page.hover('.side .nav-item >> nth=1');
    await page.keyboard.press('Control+k');
    await page.waitForSelector('#palette[open]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#palette:not([open])', { state: 'attached' });
    await page.keyboard.press('?');
    await page.waitForSelector('#keys[open]');
    await page.keyboard.press('Escape');
    await page.click('.side [data-theme-toggle]');
    await page.goto(`${hub.origin}/programs/weather`);
    await page.hover('main a >> nth=0');
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const running = await page.evaluate(() => document.getAnimations().length);
    if (running) moved.push(`${running} are running`);
    return moved;
  }
});
