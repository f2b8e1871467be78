// A person who has only a keyboard.

/** Presses Tab until what is wanted has the focus; how often one may is a bound on how far away things are. */
export async function tabTo(page, selector, most = 60) {
  for (let pressed = 0; pressed <= most; pressed++) {
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} is not reached by ${most} presses of Tab on ${page.url()}`);
}

/** Over the navigation, which is the first thing that Tab offers. */
export async function skipToContent(page) {
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
}

/** Opens the palette, writes, and does the first thing that it offers under these words. */
export async function command(page, text, offered) {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(text);
  await page.waitForSelector(`#pal-list [role=option][aria-selected=true]:has-text("${offered}")`);
  await page.keyboard.press('Enter');
}

/** A day some time ahead that is written the same wherever days come before months and wherever they do not: 5 May. */
export function dayAhead() {
  const soon = new Date(Date.now() + 40 * 86_400_000);
  const [month, year] = [soon.getUTCMonth() + 1, soon.getUTCFullYear()];
  const next = month === 12 ? { number: 1, year: year + 1 } : { number: month + 1, year };
  const number = String(next.number).padStart(2, '0');
  const words = new Date(Date.UTC(next.year, next.number - 1, next.number)).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return { typed: `${number}${number}${next.year}`, value: `${next.year}-${number}-${number}`, words };
}
