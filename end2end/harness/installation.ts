import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api, type Alert, type Event, type Folder, type Group, type Json, type Page, type Person, type Right } from './api';
import { makeCertificate, type Certificate } from './certificate';
import { Colombier, createAdmin } from './colombier';
import { SmtpServer, type Manners, type Tls } from './smtp';

export const ADMIN = { email: 'claire@colombier.test', password: 'a long enough password' };
export const PASSWORD = 'correct horse battery';
const SENDER = 'colombier@colombier.test';

/** Someone with an account, signed in. */
export interface Member { person: Person; principal: string; email: string; api: Api }

/** One server, its mail server and its files on disk: everything a journey touches, and nothing else. */
export class Installation {
  private readonly servers: SmtpServer[] = [];
  private colombier_?: Colombier;
  private admin_?: Api;

  private constructor(readonly directory: string, private readonly certificate: Certificate) {}

  /** A directory and a certificate; nothing runs yet. */
  static create(): Installation {
    const directory = mkdtempSync(join(tmpdir(), 'colombier-'));
    return new Installation(directory, makeCertificate(directory));
  }

  get started(): boolean { return this.colombier_ !== undefined; }
  get colombier(): Colombier { return this.colombier_!; }
  get url(): string { return this.colombier.url; }
  /** The administrator of an installation that `startReady` made. */
  get admin(): Api { return this.admin_!; }

  async start(options: string[] = []): Promise<void> {
    this.colombier_ = await Colombier.start(this.directory, this.certificate.authority, options);
  }

  /** Past the first start: an administrator, a mail server, and mails due after two seconds: time enough to take a deposit back on a busy machine. */
  async startReady(smtp: SmtpServer, settings: Json = {}, options: string[] = []): Promise<void> {
    createAdmin(this.directory, ADMIN.email, ADMIN.password);
    await this.start(options);
    this.admin_ = await Api.signIn(this.url, ADMIN.email, ADMIN.password);
    await this.setEmail({ time_email: '2s', time_email_max: '6s' });
    await this.setSmtp({ smtp_port: smtp.port, ...settings });
  }

  async smtp(tls: Tls = 'none', manners: Manners = {}): Promise<SmtpServer> {
    const server = await SmtpServer.start(this.directory, tls, this.certificate, manners);
    this.servers.push(server);
    return server;
  }

  /** What GET gives can be PUT back: only the named values change. */
  async setEmail(values: Json): Promise<void> {
    await this.admin.put('/settings/email', { ...await this.admin.get<Json>('/settings/email'), ...values });
  }

  async setSmtp(values: Json): Promise<void> {
    await this.admin.put('/settings/smtp', {
      ...await this.admin.get<Json>('/settings/smtp'),
      default_sender: SENDER,
      smtp_host: 'localhost',
      smtp_secure: 'none',
      smtp_auth: 'none',
      ...values,
    });
  }

  async member(name: string, more: Json = {}): Promise<Member> {
    const email = `${name.toLowerCase()}@colombier.test`;
    const person = await this.admin.post<Person>('/users',
      { email, name, role: 'member', password: PASSWORD, language: 'en', ...more });
    return { person, principal: `user:${person.id}`, email, api: await Api.signIn(this.url, email, PASSWORD) };
  }

  group(name: string, members: Member[]): Promise<Group> {
    return this.admin.post('/groups', { name, members: members.map((member) => member.person.id) });
  }

  async folder(name: string, rights: Right[], parent: string | null = null): Promise<Folder> {
    const folder = await this.admin.post<Folder>('/folders', { parent, name });
    await this.setRights(folder, rights);
    return folder;
  }

  async setRights(folder: Folder, rights: Right[]): Promise<void> {
    await this.admin.put(`/folders/${folder.id}/rights`, rights);
  }

  subscribe(api: Api, principal: string, folder: Folder, more: Json = {}): Promise<Alert> {
    return api.post(`/folders/${folder.id}/alerts`,
      { principal, recursive: true, on: ['ADD', 'MODIFY'], own_actions: false, ...more });
  }

  /** Events of the journal as the administrator sees them, newest first. */
  async events(filter: Record<string, string>): Promise<Event[]> {
    const page = await this.admin.get<Page<Event>>(`/events?${new URLSearchParams(filter)}`);
    return page.items;
  }

  skips(): Promise<Event[]> {
    return this.events({ action: 'SKIP' });
  }

  sent(address: string): Promise<Event[]> {
    return this.events({ object_type: 'EMAIL', action: 'SEND', q: address });
  }

  async remove(): Promise<void> {
    await this.colombier_?.stop();
    for (const server of this.servers) server.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
