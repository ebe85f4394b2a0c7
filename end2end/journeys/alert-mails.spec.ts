import { header } from '../harness/smtp';
import { eventually, expect, test } from '../harness/test';

test('ten files within the quiet time make one mail, and three events prove it', async ({ site, smtp }) => {
  const ana = await site.member('Ana');
  const bob = await site.member('Bob');
  const plans = await site.folder('Plans', [
    { principal: ana.principal, level: 'write' },
    { principal: bob.principal, level: 'read' },
  ]);
  await site.subscribe(bob.api, bob.principal, plans);

  const names = Array.from({ length: 10 }, (_, n) => `plan-${n}.txt`);
  await Promise.all(names.map((name) => ana.api.deposit(plans, name, `content of ${name}`)));

  await eventually(() => smtp.mailsTo(bob.email).length, 1, 'Bob gets his mail');
  await eventually(async () => (await site.sent(bob.email)).length, 1, 'the journal has its EMAIL SEND');
  expect(smtp.mails()).toHaveLength(1);
  const mail = smtp.mails()[0]!;
  for (const name of names) {
    expect(mail.text).toContain(name);
    expect(mail.html).toContain(name);
  }

  const sent = (await site.sent(bob.email))[0]!;
  expect(sent.smtp_code).toBe(250);
  expect(sent.message_id).toBe(header(mail, 'Message-ID'));
  expect(sent.causes).toHaveLength(10);
  const chain = await site.events({ trace: sent.trace, limit: '50' });
  const kinds = chain.map((event) => `${event.object_type} ${event.action}`);
  expect(kinds.filter((kind) => kind === 'FILE ADD')).toHaveLength(10);
  expect(kinds.filter((kind) => kind === 'ALERT SEND')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'EMAIL SEND')).toHaveLength(1);
  // Asking from the other end, by one file's own trace, gives the same proof.
  const file = chain.find((event) => event.object_type === 'FILE')!;
  const fromFile = await site.events({ trace: file.id, limit: '50' });
  expect(fromFile.map((event) => event.id)).toContain(sent.id);
});

test('the mail carries the headers that machines read, and its one-click unsubscribe works', async ({ site, smtp }) => {
  const bob = await site.member('Bob');
  const plans = await site.folder('Plans', [{ principal: bob.principal, level: 'read' }]);
  const alert = await site.subscribe(bob.api, bob.principal, plans);
  await site.admin.deposit(plans, 'one.txt', 'one');
  await eventually(() => smtp.mailsTo(bob.email).length, 1, 'Bob gets his mail');

  const mail = smtp.mails()[0]!;
  expect(mail.envelope_from).toBe('colombier@colombier.test');
  expect(header(mail, 'Auto-Submitted')).toBe('auto-generated');
  expect(header(mail, 'X-Auto-Response-Suppress')).toBe('All');
  expect(header(mail, 'X-Colombier-Loop')).toBeTruthy();
  expect(header(mail, 'List-Id')).toBeTruthy();
  expect(header(mail, 'Message-ID')).toMatch(/^<v1\.[a-z]+\.[0-9a-z]+\.[a-z2-7]{16}@colombier\.test>$/);
  expect(header(mail, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');

  const link = /<([^>]+)>/.exec(header(mail, 'List-Unsubscribe') ?? '')?.[1] ?? '';
  const here = site.url + new URL(link).pathname + new URL(link).search;
  const looked = await fetch(here);
  expect(looked.ok, 'the page of the link opens').toBe(true);
  expect(await site.events({ object_type: 'ALERT', action: 'UNSUBSCRIBE' }), 'reading it changes nothing').toHaveLength(0);

  const clicked = await fetch(here, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  });
  expect(clicked.ok, 'without signing in, without an Origin').toBe(true);
  const unsubscribed = await site.events({ object_type: 'ALERT', action: 'UNSUBSCRIBE' });
  expect(unsubscribed).toHaveLength(1);
  expect(alert.id).toBeTruthy();
});

test('a file deleted before its mail is due makes no line and no mail, but a SKIP that says why', async ({ site, smtp }) => {
  const bob = await site.member('Bob');
  const plans = await site.folder('Plans', [{ principal: bob.principal, level: 'read' }]);
  await site.subscribe(bob.api, bob.principal, plans);

  const file = await site.admin.deposit(plans, 'mistake.txt', 'not for you');
  await site.admin.delete(`/files/${file.id}`);

  await eventually(async () => (await site.skips()).length, 1, 'the journal says that a line was skipped');
  expect((await site.skips())[0]).toMatchObject({ object_type: 'ALERT', reason: 'file_deleted' });
  expect(smtp.mails()).toHaveLength(0);
  expect(await site.sent(bob.email)).toHaveLength(0);
});

test('of two files one is deleted in time: the mail tells of the other only', async ({ site, smtp }) => {
  const bob = await site.member('Bob');
  const plans = await site.folder('Plans', [{ principal: bob.principal, level: 'read' }]);
  await site.subscribe(bob.api, bob.principal, plans);

  await site.admin.deposit(plans, 'kept.txt', 'kept');
  const file = await site.admin.deposit(plans, 'withdrawn.txt', 'withdrawn');
  await site.admin.delete(`/files/${file.id}`);

  await eventually(() => smtp.mailsTo(bob.email).length, 1, 'Bob gets his mail');
  expect(smtp.mails()[0]!.text).toContain('kept.txt');
  expect(smtp.mails()[0]!.raw).not.toContain('withdrawn.txt');
  await eventually(async () => (await site.skips()).length, 1, 'the other line is a SKIP');
});

test('READ revoked before the mail is due: no line, no mail, a SKIP', async ({ site, smtp }) => {
  const bob = await site.member('Bob');
  const plans = await site.folder('Plans', [{ principal: bob.principal, level: 'read' }]);
  await site.subscribe(bob.api, bob.principal, plans);

  await site.admin.deposit(plans, 'secret.txt', 'secret');
  await site.setRights(plans, []);

  await eventually(async () => (await site.skips()).length, 1, 'the journal says that a line was skipped');
  expect((await site.skips())[0]).toMatchObject({ object_type: 'ALERT', reason: 'no_read_right' });
  expect(smtp.mails()).toHaveLength(0);
});

test('a file moved out of the subscribed folder is not told of; one moved within is, at its new place', async ({ site, smtp }) => {
  const bob = await site.member('Bob');
  const read = [{ principal: bob.principal, level: 'read' as const }];
  const plans = await site.folder('Plans', read);
  const inside = await site.folder('Final', [], plans.id);
  const elsewhere = await site.folder('Elsewhere', read);
  await site.subscribe(bob.api, bob.principal, plans);

  const leaves = await site.admin.deposit(plans, 'leaves.txt', 'leaves');
  const stays = await site.admin.deposit(plans, 'stays.txt', 'stays');
  await site.admin.patch(`/files/${leaves.id}`, { folder: elsewhere.id });
  await site.admin.patch(`/files/${stays.id}`, { folder: inside.id });

  await eventually(() => smtp.mailsTo(bob.email).length, 1, 'Bob gets his mail');
  expect(smtp.mails()[0]!.text).toContain('Final/stays.txt');
  expect(smtp.mails()[0]!.raw).not.toContain('leaves.txt');
  await eventually(async () => (await site.skips()).length, 1, 'the other line is a SKIP');
  expect((await site.skips())[0]).toMatchObject({ reason: 'file_moved' });
});

test('an alert of a group mails each member once', async ({ site, smtp }) => {
  const ana = await site.member('Ana');
  const bob = await site.member('Bob');
  const team = await site.group('Team', [ana, bob]);
  const plans = await site.folder('Plans', [{ principal: `group:${team.id}`, level: 'read' }]);
  await site.subscribe(site.admin, `group:${team.id}`, plans);
  // Bob has one of his own besides: still one mail.
  await site.subscribe(bob.api, bob.principal, plans);

  await site.admin.deposit(plans, 'news.txt', 'news');

  await eventually(() => smtp.mails().length, 2, 'one mail each');
  await eventually(async () => (await site.events({ object_type: 'EMAIL', action: 'SEND' })).length, 2, 'two EMAIL SEND');
  expect(smtp.mailsTo(ana.email)).toHaveLength(1);
  expect(smtp.mailsTo(bob.email)).toHaveLength(1);
});

test('nobody is told of a deposit of their own, unless they asked', async ({ site, smtp }) => {
  const ana = await site.member('Ana');
  const bob = await site.member('Bob');
  const plans = await site.folder('Plans', [{ principal: 'everyone', level: 'write' }]);
  await site.subscribe(ana.api, ana.principal, plans);
  await site.subscribe(bob.api, bob.principal, plans, { own_actions: true });

  await ana.api.deposit(plans, 'by-ana.txt', 'a');
  await bob.api.deposit(plans, 'by-bob.txt', 'b');

  await eventually(() => smtp.mails().length, 2, 'one mail each');
  expect(smtp.mailsTo(ana.email)[0]!.text).toContain('by-bob.txt');
  expect(smtp.mailsTo(ana.email)[0]!.raw).not.toContain('by-ana.txt');
  expect(smtp.mailsTo(bob.email)[0]!.text).toContain('by-ana.txt');
  expect(smtp.mailsTo(bob.email)[0]!.text).toContain('by-bob.txt');
});

test('a person with two addresses gets the mail on each', async ({ site, smtp }) => {
  const bob = await site.member('Bob', { addresses: ['bob@home.test'] });
  const plans = await site.folder('Plans', [{ principal: bob.principal, level: 'read' }]);
  await site.subscribe(bob.api, bob.principal, plans);

  await site.admin.deposit(plans, 'news.txt', 'news');

  await eventually(() => smtp.mailsTo(bob.email).length, 1, 'at work');
  await eventually(() => smtp.mailsTo('bob@home.test').length, 1, 'at home');
});

test('a French reader gets a French mail, an English reader an English one', async ({ site, smtp }) => {
  const hugo = await site.member('Hugo', { language: 'fr' });
  const bob = await site.member('Bob', { language: 'en' });
  const plans = await site.folder('Été – réunion', [{ principal: 'everyone', level: 'read' }]);
  await site.subscribe(hugo.api, hugo.principal, plans);
  await site.subscribe(bob.api, bob.principal, plans);

  await site.admin.deposit(plans, 'procès-verbal n° 1.txt', 'œuvre');

  await eventually(() => smtp.mails().length, 2, 'one mail each');
  const [french, english] = [smtp.mailsTo(hugo.email)[0]!, smtp.mailsTo(bob.email)[0]!];
  expect(french.text).toContain('procès-verbal n° 1.txt');
  expect(french.text).toMatch(/fichier/i);
  expect(header(french, 'Subject')).toContain('Été – réunion');
  expect(english.text).toContain('procès-verbal n° 1.txt');
  expect(english.text).not.toMatch(/fichier/i);
});
