// Valid HTML: what the server sent is kept page by page, and the Nu checker reads it all in one run.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

const JAR = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');

/** Keeps the document that a page shows, as the server sent it, whatever scripts make of it; the last one if there are several. */
export function keep(page) {
  let sent;
  page.on('response', (response) => {
    const isMoved = response.status() >= 300 && response.status() < 400;
    if (response.request().isNavigationRequest() && !isMoved) sent = response;
  });
  return async (folder, name) => writeFile(join(folder, `${name}.html`), await sent.text());
}

/** What the checker says of a folder of documents, a line each. */
export const faults = (folder) => new Promise((resolve) => {
  // It ends with a failure if it says anything.
  execFile('java', ['-jar', JAR, '--format', 'json', '--stdout', folder], { maxBuffer: 1 << 26 }, (_, told) => {
    const { messages } = JSON.parse(told);
    resolve(messages.map(({ url, lastLine, message, extract }) => `${basename(url)}:${lastLine}: ${message} ${extract ?? ''}`));
  });
});
