// Accessibility as far as a machine can see it: WCAG 2.0 to 2.2, A and AA, and best practices.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Puts axe into every page that is opened, beside the page's own scripts, where the policy does not reach. */
export const bring = (page) => page.addInitScript(source);

/** The violations of the page as it stands, a line each. */
export const violations = (page) => found(page, RULES);

/** Those that a change of colours may bring about. */
export const violationsOfColour = (page) => found(page, { type: 'rule', values: ['color-contrast', 'link-in-text-block'] });

async function found(page, rules) {
  const violations = await page.evaluate(async (runOnly) => {
    const answer = await window.axe.run(document, { runOnly, resultTypes: ['violations'], preload: false });
    return answer.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => node.html.slice(0, 160)) }));
  }, rules);
  return violations.map(({ id, help, nodes }) => `axe ${id}, ${help}, ${nodes.length} times: ${nodes.slice(0, 2).join(' | ')}`);
}
