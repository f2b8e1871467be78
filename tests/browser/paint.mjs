// How soon a person sees something, as lines of JSON: the first paint of pages of the sample, with an empty cache and with a full one,
// and how soon after a command an open Pulse tells of it. `cargo xtask bench paint` makes rows of them.
import { launch, letIn } from './lib/browser.mjs';
import { Hub } from './lib/hub.mjs';
import { appears } from './lib/live.mjs';

const PAGES = { 'Pulse': '/', 'a program': '/programs/weather', 'a chase list': '/programs/weather/chase', 'an item': '/items/r12' };
const ROUNDS = 7;

if (process.argv.includes('--floor')) {
  const browser = await launch();
  const page = await browser.newPage();
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    await page.goto('data:text/html,<p>Something');
    times.push(await painted(page));
  }
  tell('a page of one word', times);
  await browser.close();
  process.exit();
}
const [browser, hub] = await Promise.all([launch(), Hub.sample()]);
try {
  for (const [what, path] of Object.entries(PAGES)) {
    const [cold, warm] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      const context = await letIn(browser, hub);
      cold.push(await firstPaint(context, path));
      warm.push(await firstPaint(context, path));
      await context.close();
    }
    tell(`first paint of ${what}, empty cache`, cold);
    tell(`first paint of ${what}, full cache`, warm);
  }
  const page = await (await letIn(browser, hub)).newPage();
  const listening = page.waitForResponse((response) => response.url().includes('/events'));
  await page.goto(hub.origin);
  await listening;
  const late = [];
  for (let round = 0; round < ROUNDS; round++) late.push(await appears(page, hub, `kite-${round}`));
  tell('an open Pulse tells of a command after its end', late);
} finally {
  await Promise.all([browser.close(), hub.stop()]);
}

/** Milliseconds from the start of the navigation to the first paint that shows something. */
async function firstPaint(context, path) {
  const page = await context.newPage();
  await page.goto(hub.origin + path);
  const time = await painted(page);
  await page.close();
  return time;
}

function painted(page) {
  return page.evaluate(() => new Promise((resolve) => {
    new PerformanceObserver((entries) => {
      const first = entries.getEntriesByName('first-contentful-paint')[0];
      if (first) resolve(first.startTime);
    }).observe({ type: 'paint', buffered: true });
  }));
}

function tell(what, times) {
  console.log(JSON.stringify({ what, times }));
}
