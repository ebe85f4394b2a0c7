import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from '@playwright/test';

/** The real release binary on a free port, with a data directory of its own. */
export class Colombier {
  private constructor(
    readonly url: string,
    /** Where it takes mail by SMTP. */
    readonly mailPort: number,
    private readonly process: ChildProcess,
    private readonly log: string,
    private readonly gone: Promise<number | null>,
  ) {}

  static async start(directory: string, authority: string, options: string[] = []): Promise<Colombier> {
    const [port, mailPort] = [await freePort(), await freePort()];
    const log = join(directory, 'colombier.log');
    writeFileSync(log, '');
    const child = spawn(binary(), ['serve', '--data', dataOf(directory), '--listen', `127.0.0.1:${port}`,
      '--smtp-listen', `127.0.0.1:${mailPort}`, ...options], {
      env: { ...cleanEnvironment(), SSL_CERT_FILE: authority, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => appendFileSync(log, text));
    const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const colombier = new Colombier(`http://127.0.0.1:${port}`, mailPort, child, log, gone);
    await colombier.ready();
    return colombier;
  }

  /** All it printed so far. */
  output(): string {
    return readFileSync(this.log, 'utf8');
  }

  /** Asks it to stop as a service manager does; answers its exit code. */
  async stop(): Promise<number | null> {
    this.process.kill('SIGTERM');
    return this.gone;
  }

  private async ready(): Promise<void> {
    await expect.poll(async () => {
      if (this.process.exitCode !== null) throw new Error(`colombier ended early:\n${this.output()}`);
      return fetch(`${this.url}/readyz`).then((answer) => answer.status, () => 0);
    }, { message: 'colombier answers /readyz', intervals: [20, 50, 100], timeout: 15_000 }).toBe(200);
  }
}

/** What an operator types before the first start. */
export function createAdmin(directory: string, email: string, password: string): void {
  execFileSync(binary(), ['admin', 'create', '--data', dataOf(directory), '--email', email, '--password-stdin'],
    { input: `${password}\n`, env: cleanEnvironment(), stdio: 'pipe' });
}

function dataOf(directory: string): string {
  return join(directory, 'data');
}

function binary(): string {
  const path = process.env['COLOMBIER_BIN'];
  if (!path) throw new Error('COLOMBIER_BIN must name the release binary (make test sets it)');
  return path;
}

/** Without our own variables: the binary refuses COLOMBIER_ names that are no option. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('COLOMBIER_')));
}

/** Below the ports that the system gives to connections: one of those could take it before colombier does. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
