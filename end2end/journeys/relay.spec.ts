import { ADMIN } from '../harness/installation';
import { eventually, expect, signIn, test } from '../harness/test';

interface TestOutcome {
  ok: boolean;
  dialogue: { direction: string; line: string }[];
  failure: { code: string; sentence: { fr: string; en: string }; advice: { fr: string; en: string } } | null;
}

test('mail goes through STARTTLS with a signed-in session', async ({ bare }) => {
  const smtp = await bare.smtp('starttls', { password: 'geheim' });
  await bare.startReady(smtp, {
    smtp_secure: 'starttls', smtp_auth: 'plain', smtp_username: 'colombier', smtp_password: 'geheim',
  });
  const bob = await bare.member('Bob');
  const plans = await bare.folder('Plans', [{ principal: bob.principal, level: 'read' }]);
  await bare.subscribe(bob.api, bob.principal, plans);
  await bare.admin.deposit(plans, 'one.txt', 'one');

  await eventually(() => smtp.mailsTo(bob.email).length, 1, 'Bob gets his mail');
  expect(smtp.mails()[0]).toMatchObject({ tls: true, signed_in: true });
});

test('mail goes through implicit TLS', async ({ bare }) => {
  const smtp = await bare.smtp('implicit');
  await bare.startReady(smtp, { smtp_secure: 'SSL' });
  const bob = await bare.member('Bob');
  const plans = await bare.folder('Plans', [{ principal: bob.principal, level: 'read' }]);
  await bare.subscribe(bob.api, bob.principal, plans);
  await bare.admin.deposit(plans, 'one.txt', 'one');

  await eventually(() => smtp.mailsTo(bob.email).length, 1, 'Bob gets his mail');
  expect(smtp.mails()[0]).toMatchObject({ tls: true });
});

test('a server without STARTTLS never gets the mail in clear text', async ({ bare }) => {
  const smtp = await bare.smtp('none');
  await bare.startReady(smtp, { smtp_secure: 'starttls' });
  const bob = await bare.member('Bob');
  const plans = await bare.folder('Plans', [{ principal: bob.principal, level: 'read' }]);
  await bare.subscribe(bob.api, bob.principal, plans);
  await bare.admin.deposit(plans, 'one.txt', 'one');

  const outcome = await bare.admin.post<TestOutcome>('/settings/smtp/test', { settings: null, to: bob.email });
  expect(outcome).toMatchObject({ ok: false, failure: { code: 'tls_failed' } });
  await eventually(async () => (await bare.events({ object_type: 'SYSTEM', action: 'SUSPEND' })).length, 1, 'the relay pauses');
  expect(smtp.mails()).toHaveLength(0);
});

test('a wrong SMTP password is said plainly, loses nothing, and once right everything is delivered once', async ({ bare }) => {
  const smtp = await bare.smtp('none', { password: 'right' });
  const account = { smtp_auth: 'plain', smtp_username: 'colombier' };
  await bare.startReady(smtp, { ...account, smtp_password: 'wrong' });

  const outcome = await bare.admin.post<TestOutcome>('/settings/smtp/test', { settings: null, to: 'someone@colombier.test' });
  expect(outcome.ok).toBe(false);
  expect(outcome.failure?.code).toBe('auth_failed');
  expect(outcome.failure?.sentence.en).toMatch(/password|user name|sign/i);
  expect(outcome.failure?.sentence.fr).toMatch(/mot de passe|identifiant/i);
  expect(JSON.stringify(outcome), 'no secret in the dialogue').not.toContain('wrong');

  const people = [await bare.member('Ana'), await bare.member('Bob')];
  const plans = await bare.folder('Plans', [{ principal: 'everyone', level: 'read' }]);
  for (const person of people) await bare.subscribe(person.api, person.principal, plans);
  await bare.admin.deposit(plans, 'one.txt', 'one');

  await eventually(async () => (await bare.events({ object_type: 'SYSTEM', action: 'SUSPEND' })).length, 1, 'the relay pauses, once');
  expect(smtp.mails()).toHaveLength(0);
  const waiting = await bare.admin.get<{ items: unknown[] }>('/outbox');
  expect(waiting.items.length, 'both mails wait').toBe(2);

  await bare.setSmtp({ ...account, smtp_port: smtp.port, smtp_password: 'right' });
  for (const person of people) {
    await eventually(() => smtp.mailsTo(person.email).length, 1, `${person.email} gets the mail`);
  }
  await eventually(async () => (await bare.admin.get<{ items: unknown[] }>('/outbox')).items.length, 0, 'nothing waits any more');
  expect(smtp.mails(), 'each once').toHaveLength(2);
});

test('the settings page tries what is typed, and says a wrong password in plain words', async ({ bare, page }) => {
  const smtp = await bare.smtp('none', { password: 'right' });
  await bare.startReady(smtp, { smtp_auth: 'plain', smtp_username: 'colombier', smtp_password: 'right' });
  await signIn(page, bare, ADMIN.email, ADMIN.password);
  await page.goto(`${bare.url}/settings/smtp`);
  await page.locator('[name=smtp_password]').fill('wrong');
  await page.getByRole('button', { name: 'Send the test' }).click();
  await expect(page.locator('main .notice')).toContainText(/password/i);
  const dialogue = page.locator('.dialogue');
  await expect(dialogue).toContainText('535');
  await expect(dialogue).not.toContainText('wrong');

  // What was typed for the test was never saved: mail still leaves with the right password.
  await page.locator('[name=smtp_password]').fill('right');
  await page.getByRole('button', { name: 'Send the test' }).click();
  await expect(page.getByText('The mail server took the mail.')).toBeVisible();
  await eventually(() => smtp.mailsTo(ADMIN.email).length, 1, 'the test mail arrives');
});

test('a refused recipient is a FAIL with the words of the server, and the others get theirs', async ({ site, smtp }) => {
  const ana = await site.member('Ana');
  const bob = await site.member('Bob');
  smtp.behave({ refuse_recipients: [bob.email] });
  const plans = await site.folder('Plans', [{ principal: 'everyone', level: 'read' }]);
  await site.subscribe(ana.api, ana.principal, plans);
  await site.subscribe(bob.api, bob.principal, plans);
  await site.admin.deposit(plans, 'one.txt', 'one');

  await eventually(() => smtp.mailsTo(ana.email).length, 1, 'Ana gets hers');
  await eventually(async () => (await site.events({ object_type: 'EMAIL', action: 'FAIL' })).length, 1, 'Bob\'s failed');
  const failed = (await site.events({ object_type: 'EMAIL', action: 'FAIL' }))[0]!;
  expect(failed).toMatchObject({ to: bob.email, reason: 'refused_recipient', smtp_code: 550 });
});

test('what waits survives a restart, and is sent once', async ({ site, smtp }) => {
  const bob = await site.member('Bob');
  const plans = await site.folder('Plans', [{ principal: bob.principal, level: 'read' }]);
  await site.subscribe(bob.api, bob.principal, plans);
  await site.admin.deposit(plans, 'one.txt', 'one');

  expect(await site.colombier.stop(), 'SIGTERM ends it with 0').toBe(0);
  await site.start();

  await eventually(() => smtp.mailsTo(bob.email).length, 1, 'Bob gets his mail');
  expect(smtp.mails()).toHaveLength(1);
});

test('the settings page asks a server which ports it takes', async ({ site, page }) => {
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/settings/smtp`);
  await page.locator('[name=smtp_host]').fill('nowhere.invalid');
  await page.getByRole('button', { name: 'Find port and protection' }).click();
  await expect(page.getByText('could not be spoken to on any of the usual ports')).toBeVisible();
  const tried = page.locator('.scroll-list li');
  await expect(tried).toHaveCount(3);
  await expect(tried.first()).toContainText('465');
  await page.locator('[name=smtp_host]').fill('elsewhere.invalid');
  await expect(tried).toHaveCount(0);
});
