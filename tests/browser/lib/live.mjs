// A change of the command line, and an open page that tells of it.

/** After so long a page is taken to say nothing; one that says it is never waited for so long. */
const PATIENCE = 60_000;

/** A plan of one program with one item. */
export const programOf = (name) => `program ${name} "${name} in the wind"\nteam flyers "Flyers" @Asha\n${name}-1 "Fly the ${name}" P0 5d @Asha\n`;

/**
 * Brings a program on the command line while a page is open; how many milliseconds after the end of the command, by when all is
 * recorded, the page told of it.
 */
export async function appears(page, hub, name) {
  await page.evaluate(({ wanted, patience }) => {
    window.appeared = new Promise((resolve, reject) => {
      const observer = new MutationObserver(() => {
        if (!document.getElementById('main').textContent.includes(wanted)) return;
        observer.disconnect();
        resolve(Date.now());
      });
      observer.observe(document.body, { childList: true, subtree: true, characterData: true });
      setTimeout(() => reject(new Error(`The page does not tell of "${wanted}".`)), patience);
    });
    // Whoever asks for it hears of the failure; until then it is nobody's.
    window.appeared.catch(() => {});
  }, { wanted: `${name} in the wind`, patience: PATIENCE });
  await hub.imports(`${name}.plan`, programOf(name));
  const recorded = Date.now();
  return Math.max(0, (await page.evaluate(() => window.appeared)) - recorded);
}
