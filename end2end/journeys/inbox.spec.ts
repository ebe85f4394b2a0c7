import { ADMIN } from '../harness/installation';
import { post } from '../harness/post';
import { eventually, expect, signIn, test } from '../harness/test';

const SUPPORT = 'aide@firm.test';

test('an inbox says how its mail is forwarded to it, provider by provider, with its own addresses', async ({ site, page }) => {
  const made = await site.admin.post<{ id: string; generated_address: string }>('/inboxes',
    { name: 'Aide', external_addresses: [SUPPORT] });
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/inboxes/${made.id}`);
  await page.getByText('How to have mail forwarded here').click();
  const steps = page.locator('.steps').first();
  await expect(steps).toContainText(made.generated_address);
  await expect(steps).toContainText(SUPPORT);
  await page.getByLabel('Where the address is hosted').selectOption('Google Workspace');
  await expect(steps).toContainText('smtp.gmail.com');
  await expect(page.getByText('If nothing arrives')).toBeVisible();
});

test('an inbox gets a server of its own, which is tried and answers by it, and gives it up again', async ({ site, smtp, page }) => {
  const own = await site.smtp('implicit');
  const made = await site.admin.post<{ id: string }>('/inboxes', { name: 'Aide', external_addresses: [SUPPORT] });
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/inboxes/${made.id}`);
  await page.getByRole('button', { name: 'Use another server' }).click();
  await page.locator('[name=smtp_host]').fill('localhost');
  await page.locator('[name=smtp_port]').fill(String(own.port));
  await page.locator('[name=smtp_secure]').selectOption('implicit');
  await page.locator('[name=smtp_auth]').selectOption('none');
  await page.getByRole('button', { name: 'Save the server' }).click();
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Send the test' }).click();
  await expect(page.getByText('The mail server took the mail.')).toBeVisible();
  await eventually(() => own.mailsTo(ADMIN.email).length, 1, 'the test arrives by the own server');
  expect(own.mails()[0]?.envelope_from).toBe(SUPPORT);
  expect(smtp.mails()).toHaveLength(0);

  await page.getByRole('button', { name: 'Use the installation’s relay' }).click();
  await expect(page.getByText('Answers leave by the installation’s relay.')).toBeVisible();
});

test('whether an address forwards its mail here is tried on the page', async ({ site, smtp, page }) => {
  const made = await site.admin.post<{ id: string; generated_address: string }>('/inboxes',
    { name: 'Aide', external_addresses: [SUPPORT] });
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/inboxes/${made.id}`);
  const line = page.getByRole('listitem').filter({ hasText: SUPPORT });
  await expect(line).toContainText('Not tested');
  await line.getByRole('button', { name: `Test ${SUPPORT}` }).click();
  await expect(line).toContainText('On its way');
  await eventually(() => smtp.mailsTo(SUPPORT).length, 1, 'the test mail leaves');
  // The address's host forwards it as it is.
  const sent = smtp.mailsTo(SUPPORT)[0]!;
  post(site, sent.envelope_from, made.generated_address, sent.raw.replaceAll('\r\n', '\n'));
  await expect(line).toContainText('Works');
  await expect(line).toContainText('Came back after');
});
