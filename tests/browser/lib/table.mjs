// Fifty rows as somebody copies them from a sheet, whose last column nobody guesses and in which every tenth day is none.
export const ROWS = 50;
export const FAULTS = 5;

export const TABLE = ['Task\tWho\tSize\tAfter\tReady'].concat(
  Array.from({ length: ROWS }, (_, index) => {
    const row = index + 1;
    const ready = row % 10 ? `2027-05-${String((row % 28) + 1).padStart(2, '0')}` : '2027-13-40';
    return `Kite ${row}\tAsha\t${'SML'[row % 3]}\t${row > 1 ? `Kite ${row - 1}` : ''}\t${ready}`;
  }),
).join('\n');

/** How many of the rows stand in a hub, as the command line writes it out. */
export async function rowsIn(hub) {
  const plan = await hub.says('export', '--format', 'csv');
  return plan.split('\n').filter((line) => line.includes('Kite ')).length;
}
