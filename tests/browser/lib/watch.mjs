// What a page does that it must not: messages in the console, errors, violations of the policy, requests to elsewhere.

/** Watches a page from before it opens anything; what it finds is added to the list. */
export async function watch(page, origin) {
  const findings = [];
  const opened = new Set();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isStatusOf(opened, message)) {
      findings.push(`${message.type()} in the console: ${message.text()} ${message.location().url}`);
    }
  });
  page.on('pageerror', (error) => findings.push(`an error that nothing caught: ${error.message}`));
  page.on('request', (request) => {
    if (request.isNavigationRequest()) opened.add(request.url());
    if (new URL(request.url()).origin !== origin) findings.push(`a request to elsewhere: ${request.url()}`);
  });
  await page.exposeFunction('tellViolation', (what) => findings.push(`against the policy: ${what}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.tellViolation(`${event.violatedDirective} by ${event.blockedURI || event.sample} at ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  return findings;
}

/** A page that is told as an error, such as one that is not found, makes the browser say so. */
function isStatusOf(opened, message) {
  return opened.has(message.location().url) && message.text().startsWith('Failed to load resource: the server responded with a status of 4');
}
