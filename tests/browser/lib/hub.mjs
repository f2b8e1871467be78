// A hub of its own for a test: the real binary on a free port, in a folder that goes with it.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const BINARY = process.env.LINCHPIN_BINARY ?? join(ROOT, 'target/debug/linchpin');
const run = promisify(execFile);

export class Hub {
  /** The sample: four programs with ten weeks of history, whose last day is today. */
  static sample() {
    return Hub.#start('sample.linchpin', (folder) => ['try', '--no-browser', '--port', '0', '--keep', folder]);
  }

  /** A hub into which nothing was read yet. */
  static empty() {
    return Hub.#start('hub.linchpin', (folder) => ['serve', '--port', '0', '--hub', join(folder, 'hub.linchpin')]);
  }

  static async #start(file, words) {
    const folder = await mkdtemp(join(tmpdir(), 'linchpin-browser-'));
    const hub = new Hub();
    hub.folder = folder;
    hub.file = join(folder, file);
    hub.process = spawn(BINARY, words(folder), { env: environment(folder), stdio: ['ignore', 'pipe', 'inherit'] });
    hub.start = await startAddress(hub.process);
    hub.origin = new URL(hub.start).origin;
    return hub;
  }

  /** Runs the command line on this hub, as another terminal would; what it says. */
  async says(...words) {
    const told = await run(BINARY, ['--hub', this.file, ...words], { env: environment(this.folder), maxBuffer: 1 << 26 });
    return told.stdout;
  }

  /** The position of the last entry. */
  async head() {
    return JSON.parse(await this.says('check', '--format', 'json')).head;
  }

  /** The newest events, the last one last: each with its sentence. */
  async events(limit = 20) {
    return JSON.parse(await this.says('log', '--limit', String(limit), '--format', 'json')).rows;
  }

  /** Writes a file and reads it into the hub on the command line. */
  async imports(name, text) {
    const file = join(this.folder, name);
    await writeFile(file, text);
    return this.says('import', file);
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Nothing of the user's own: no hub, no desktop. */
function environment(folder) {
  return { PATH: process.env.PATH, HOME: folder, USER: 'maya' };
}

async function startAddress(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const address = line.match(/http:\/\/\S+/);
    if (address) return address[0];
  }
  throw new Error(`${BINARY} ended without telling an address; build it with \`cargo build --workspace\``);
}
