// The whole suite, in one process and one browser: `node --test tests/browser/suite.mjs`.
import './checks/every_page.mjs';
