import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Certificate } from './certificate';

const SCRIPT = join(import.meta.dirname, 'smtp_server.py');

/** A mail as the server accepted it: its envelope, decoded headers and both bodies. */
export interface Mail {
  kind: 'mail';
  envelope_from: string;
  envelope_to: string[];
  tls: boolean;
  signed_in: boolean;
  headers: [string, string][];
  text: string;
  html: string;
  raw: string;
}

type Entry = Mail
  | { kind: 'auth'; mechanism: string; ok: boolean }
  | { kind: 'refused' | 'deferred'; recipient: string };

/** What the server does; see smtp_server.py. */
export interface Manners {
  password?: string | null;
  refuse_recipients?: string[];
  defer_recipients?: string[];
  down?: boolean;
}

export type Tls = 'none' | 'starttls' | 'implicit';

export class SmtpServer {
  private constructor(
    readonly port: number,
    private readonly process: ChildProcess,
    private readonly log: string,
    private readonly control: string,
  ) {}

  static async start(directory: string, tls: Tls, certificate: Certificate, manners: Manners = {}): Promise<SmtpServer> {
    const log = join(directory, `smtp-${tls}.jsonl`);
    const control = join(directory, `smtp-${tls}.json`);
    writeFileSync(control, JSON.stringify(manners));
    const child = spawn(python(), [
      SCRIPT, '--log', log, '--control', control,
      '--tls', tls, '--cert', certificate.cert, '--key', certificate.key,
    ], { stdio: ['ignore', 'pipe', 'inherit'] });
    return new SmtpServer(await firstLineAsPort(child), child, log, control);
  }

  /** Changes what the server answers from its next command on. */
  behave(manners: Manners): void {
    const fresh = `${this.control}.new`;
    writeFileSync(fresh, JSON.stringify(manners));
    renameSync(fresh, this.control);
  }

  mails(): Mail[] {
    return this.entries().filter((entry) => entry.kind === 'mail');
  }

  mailsTo(address: string): Mail[] {
    return this.mails().filter((mail) => mail.envelope_to.includes(address));
  }

  refusedSignIns(): number {
    return this.entries().filter((entry) => entry.kind === 'auth' && !entry.ok).length;
  }

  stop(): void {
    this.process.kill('SIGKILL');
  }

  private entries(): Entry[] {
    if (!existsSync(this.log)) return [];
    // The last line may still be on its way: only what ends with a newline counts.
    return readFileSync(this.log, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line) as Entry);
  }
}

/** The value of a header, decoded; undefined when the mail has none of that name. */
export function header(mail: Mail, name: string): string | undefined {
  return mail.headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/** The Python that the harness's scripts run in. */
export function python(): string {
  const cache = process.env['COLOMBIER_CACHE'] ?? join(homedir(), '.cache/colombier');
  return process.env['END2END_PYTHON'] ?? join(cache, 'venv/bin/python');
}

function firstLineAsPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the SMTP server ended with ${code} before it listened`)));
    createInterface({ input: child.stdout! }).once('line', (line) => resolve(Number(line)));
  });
}
