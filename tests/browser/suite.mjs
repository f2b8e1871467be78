// The whole suite, in one process and one browser: `node --test tests/browser/suite.mjs`.
import './checks/every_page.mjs';
import './checks/hostile.mjs';
import './checks/keyboard.mjs';
import './checks/live.mjs';
import './checks/motion_and_focus.mjs';
import './checks/two_people.mjs';
import './checks/without_script.mjs';
