import { ADMIN } from '../harness/installation';
import { eventually, expect, signIn, test } from '../harness/test';

test('the words of a mail are changed with a live preview, sent so, and brought back', async ({ site, smtp, page }) => {
  const bob = await site.member('Bob');
  const plans = await site.folder('Plans', [{ principal: bob.principal, level: 'read' }]);
  await site.subscribe(bob.api, bob.principal, plans);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/settings/email`);
  await page.getByRole('link', { name: 'Mails', exact: true }).click();
  const line = page.getByRole('row', { name: 'Alert about deposits' }).filter({ hasText: 'English' });
  await expect(line).toContainText('As delivered');
  await line.getByRole('link').click();

  const preview = page.getByRole('region', { name: 'Preview' });
  const formatted = page.frameLocator('iframe');
  await expect(preview.locator('.subject')).toHaveText('1 file added and 1 modified in Plans');
  await expect(formatted.getByText('plan.pdf')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Discard my changes' }), 'nothing was typed').toHaveCount(0);
  await expect(page.locator('.difference')).toContainText('No difference.');

  await page.getByLabel('Subject').fill('News of ');
  await page.getByRole('button', { name: 'Insert folder.name' }).click();
  await expect(page.getByLabel('Subject')).toHaveValue('News of {{ folder.name }}');
  await expect(preview.locator('.subject')).toHaveText('News of Plans');
  await expect(formatted.getByText('News of Plans'), 'the subject is the headline of the page').toBeVisible();
  const difference = page.locator('.difference');
  await expect(difference.locator('ins')).toContainText('News of {{ folder.name }}');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();

  await site.admin.deposit(plans, 'plan.pdf', 'the plan');
  await eventually(() => smtp.mailsTo(bob.email).length, 1, 'Bob gets his mail');
  const subject = smtp.mailsTo(bob.email)[0]!.headers.find(([name]) => name === 'Subject');
  expect(subject?.[1]).toBe('News of Plans');

  await page.getByRole('button', { name: 'Default words' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Go back' }).click();
  await expect(difference).toContainText('No difference.');
  await expect(preview.locator('.subject')).toHaveText('1 file added and 1 modified in Plans');
  await page.getByRole('link', { name: 'Mails', exact: true }).click();
  await expect(line).toContainText('As delivered');
});

test('what is wrong with the words stands at its part, and words that are not saved are not lost', async ({ site, page }) => {
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/settings/templates/credentials/en`);
  const text = page.getByLabel('Text', { exact: true }).first();
  const fault = page.locator('#text-note');
  await text.fill('Hello\n{{ recipient.nme }}');
  await expect(fault).toHaveText('Line 2: this mail has no field “recipient.nme”. Take one from the list of fields.');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Nothing was saved. Text: Line 2')).toBeVisible();
  await text.fill('{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}');
  await expect(fault).toContainText('it does not come to an end');

  await text.fill('Hello {{ recipient.name }}');
  await expect(page.getByText('This browser keeps it until you come back.')).toBeVisible();
  await page.getByRole('link', { name: 'In French' }).click();
  await expect(page).toHaveURL(/credentials\/fr/);
  await expect(page.getByRole('button', { name: 'Discard my changes' })).toHaveCount(0);
  await page.goto(`${site.url}/settings/templates/credentials/en`);
  await expect(page.getByText('You did not save these words the last time.')).toBeVisible();
  await expect(text).toHaveValue('Hello {{ recipient.name }}');
  await page.getByRole('button', { name: 'Discard my changes' }).click();
  await expect(text).toHaveValue(/choose your password/);
  await page.reload();
  await expect(page.locator('.cold')).toHaveCount(0);
  await expect(text).toHaveValue(/choose your password/);
});
