// Every page there is, by name, and how one comes to it. A new page gets a line here; what records something on its way says so.

/** A table with faults, as somebody pastes it. */
export const TABLE = [
  'Task\tOwner\tDays\tAfter\tDue',
  'Radar tiles\tOmar\t8\t\t2027-13-40',
  'Radar map\tYuki\t5\tRadar tiles\t',
  'Alerts\tNadia\tfour\tNowhere\t',
].join('\n');

const at = (address) => ({ open: (page, hub) => page.goto(hub.origin + address) });
const plain = (address) => ({ ...at(address), isText: true });

/** Brings the table; the page shows what it says. */
async function look(page, hub) {
  await page.goto(`${hub.origin}/import`);
  await page.fill('#text', TABLE);
  await page.fill('#name', 'Radar, a table');
  await page.fill('#program', 'radar');
  await page.click('text=Look at it');
}

/** A form sent with something that cannot be. */
async function wrongForm(page, hub) {
  await page.goto(`${hub.origin}/things/r12/estimate`);
  await page.fill('#estimate', 'soon');
  await page.click('main button[type=submit]');
}

/** A day that lies so many weeks back, as the start of it. */
export const weeksAgo = (weeks) => `${new Date(Date.now() - weeks * 7 * 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`;

/** Of the sample hub, let in. */
export const PAGES = {
  'pulse': at('/'),
  'pulse-whole': at('/?all=1'),
  'pulse-past': at(`/?as_of=${weeksAgo(3)}`),
  'pulse-palette': {
    open: async (page, hub) => {
      await page.goto(hub.origin);
      await page.keyboard.press('Control+k');
      await page.keyboard.type('ask radar');
      await page.waitForSelector('#pal-list [role=option]:has-text("Ask: ")');
    },
  },
  'pulse-keys': {
    open: async (page, hub) => {
      await page.goto(hub.origin);
      await page.keyboard.press('?');
      await page.waitForSelector('#keys[open]');
    },
  },
  'pulse-done': {
    records: true,
    open: async (page, hub) => {
      await page.goto(`${hub.origin}/things/WX-221/snoozes?back=/`);
      await page.click('main button[type=submit]');
      await page.waitForSelector('.toast');
    },
  },
  'program': at('/programs/weather'),
  'program-small': at('/programs/tablets'),
  'program-past': at(`/programs/weather?as_of=${weeksAgo(3)}`),
  'program-chase': at('/programs/weather/chase'),
  'milestone': at('/milestones/launch'),
  'milestone-chase': at('/milestones/beta/chase'),
  'chase': at('/chase'),
  'chase-past': at(`/chase?as_of=${weeksAgo(3)}`),
  'chase-text': plain('/chase.txt'),
  'program-chase-text': plain('/programs/weather/chase.txt'),
  'milestone-chase-text': plain('/milestones/beta/chase.txt'),
  'item': at('/items/r12'),
  'item-of-a-tracker': at('/items/api%23398'),
  'person': at('/people/%40Ines'),
  'team': at('/teams/client-team'),
  'asks': at('/asks'),
  'changes': at('/changes'),
  'changes-of-a-program': at('/changes?program=weather'),
  'thing-risk': at('/things/R-2'),
  'thing-decision': at('/things/D-18'),
  'thing-workstream': at('/things/client'),
  'thing-history': at('/things/weather/history'),
  'entry': at('/entries/840'),
  'search': at('/search'),
  'search-found': at('/search?q=radar'),
  'search-act': at('/search?q=ask+radar'),
  'search-nothing': at('/search?q=zeppelin'),
  'import': at('/import'),
  'import-refused': {
    open: async (page, hub) => {
      await page.goto(`${hub.origin}/import`);
      await page.click('text=Look at it');
    },
  },
  'import-look': { open: look },
  'import-recorded': {
    records: true,
    open: async (page, hub) => {
      await look(page, hub);
      await page.click('text=Record it');
      await page.waitForSelector('text=Bring another');
    },
  },
  'import-gone': at('/import/none'),
  'act-health': at('/things/weather/health?back=/'),
  'act-promise': at('/things/r12/promises'),
  'act-ask': at('/things/r12/asks'),
  'act-ask-several': at('/people/%40Ines/ask?back=/chase'),
  'act-answer': at('/things/ask:1/answer'),
  'act-snooze': at('/things/r12/snoozes'),
  'act-owner': at('/things/r12/owner'),
  'act-priority': at('/things/r12/priority'),
  'act-due': at('/things/r12/due'),
  'act-estimate': at('/things/r12/estimate'),
  'act-estimate-wrong': { open: wrongForm },
  'act-target': at('/things/beta/target'),
  'act-risk': at('/things/weather/risks'),
  'act-decision': at('/things/weather/decisions'),
  'act-action-item': at('/things/weather/action-items'),
  'not-found': at('/nowhere'),
  'not-found-thing': at('/items/none'),
};

/** Of a hub into which nothing was read. */
export const FIRST_PAGES = {
  'first-run': at('/'),
  'first-import': at('/import'),
  'first-chase': at('/chase'),
  'first-asks': at('/asks'),
  'first-changes': at('/changes'),
  'first-search': at('/search?q=radar'),
};

/** Of a browser that the hub does not know. */
export const STRANGERS_PAGES = { 'not-let-in': at('/') };
