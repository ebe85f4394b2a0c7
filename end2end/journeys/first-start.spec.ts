import type { Page } from '@playwright/test';
import { Api, type Event, type Folder, type Page as Listed } from '../harness/api';
import { ADMIN, PASSWORD } from '../harness/installation';
import { eventually, expect, signIn, test } from '../harness/test';

/** The one-time token that an empty installation prints on its console. */
function setupToken(output: string): string {
  const token = /\/setup\?token=([A-Za-z0-9_-]+)/.exec(output)?.[1];
  if (!token) throw new Error(`no set-up token in the console:\n${output}`);
  return token;
}

/** The README's picture: made by each run, kept in the tree only when asked for, since its times differ. */
async function picture(page: Page): Promise<void> {
  const keep = process.env['END2END_KEEP_PICTURE'] !== undefined;
  await page.screenshot({ path: keep ? 'screenshot.png' : 'results/screenshot.png' });
}

test('from the first start to the first proved mail, by the page alone', async ({ bare, smtp, page, browser }) => {
  await bare.start();
  await page.goto(bare.url);
  await expect(page).toHaveURL(/\/setup/);

  // 1. The administrator, with the token of the console.
  await page.getByLabel('Token').fill(setupToken(bare.colombier.output()));
  await page.getByLabel('Name', { exact: true }).fill('Claire');
  await page.getByLabel('Mail address').fill(ADMIN.email);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Create the administrator' }).click();

  // 2. The mail server, tried before going on.
  await expect(page.getByRole('heading', { name: '2. Mail server' })).toBeVisible();
  await page.locator('[name=default_sender]').fill('colombier@colombier.test');
  await page.locator('[name=smtp_host]').fill('localhost');
  await page.locator('[name=smtp_port]').fill(String(smtp.port));
  await page.locator('[name=smtp_secure]').selectOption('none');
  await page.locator('[name=smtp_auth]').selectOption('none');
  await page.locator('[name=to]').fill(ADMIN.email);
  await page.getByRole('button', { name: /test/i }).click();
  await eventually(() => smtp.mailsTo(ADMIN.email).length, 1, 'the test mail arrives');
  await page.getByRole('button', { name: /^(next|save)/i }).click();

  // 3. and 4. A folder, and being told of what comes into it.
  await page.getByLabel('Name of the folder').fill('Plans');
  await page.getByRole('button', { name: /^(next|create)/i }).click();
  await page.getByRole('button', { name: 'Notify me' }).click();
  await page.getByRole('button', { name: 'Open the folders' }).click();
  await expect(page.getByRole('main').getByRole('link', { name: 'Plans' })).toBeVisible();

  // Someone else deposits a file by the page.
  const admin = await Api.signIn(bare.url, ADMIN.email, ADMIN.password);
  await admin.put('/settings/email', { ...await admin.get<object>('/settings/email'), time_email: '1s', time_email_max: '3s' });
  const plans = (await admin.get<Listed<Folder>>('/folders')).items.find((folder) => folder.name === 'Plans')!;
  await admin.post('/users', { email: 'ana@colombier.test', name: 'Ana', role: 'member', password: PASSWORD, language: 'en' });
  await admin.put(`/folders/${plans.id}/rights`, [{ principal: 'everyone', level: 'write' }]);
  const hers = await browser.newPage();
  await signIn(hers, bare, 'ana@colombier.test', PASSWORD);
  await hers.goto(`${bare.url}/folders/${plans.id}`);
  await hers.locator('input[type=file]').setInputFiles({ name: 'site plan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') });
  await expect(hers.getByRole('main').getByText('site plan.pdf').first()).toBeVisible();

  // The mail comes, and the journal proves it: three events, in the browser.
  await eventually(() => smtp.mailsTo(ADMIN.email).length, 2, 'the alert mail arrives');
  expect(smtp.mailsTo(ADMIN.email)[1]!.text).toContain('site plan.pdf');
  const sent = async () => (await admin.get<Listed<Event>>(`/events?object_type=EMAIL&action=SEND&q=${ADMIN.email}`)).items;
  await eventually(async () => (await sent()).filter((event) => event.causes.length === 1).length, 1, 'the EMAIL SEND');
  const proof = (await sent()).find((event) => event.causes.length === 1)!;
  await page.goto(`${bare.url}/events?trace=${proof.trace}`);
  const rows = page.locator('main a[href^="/events/"]');
  await expect(rows).toHaveCount(3);
  await page.getByRole('row', { name: /Email notification/ }).getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: 'Proof' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('listitem')).toContainText(['FILE', 'ALERT', 'EMAIL'].map((type) => new RegExp(type, 'i')));
  await picture(page);
});

test('the token works once', async ({ bare }) => {
  await bare.start();
  const token = setupToken(bare.colombier.output());
  const stranger = Api.anonymous(bare.url);
  const form = { token, email: ADMIN.email, name: 'Claire', password: ADMIN.password };
  expect((await stranger.refusal((api) => api.post('/setup', { ...form, token: 'guessed' }))).status).toBe(403);
  await stranger.post('/setup', form);
  const again = await stranger.refusal((api) => api.post('/setup', { ...form, email: 'mallory@colombier.test' }));
  expect(again.problem.code).toBe('setup_over');
});
