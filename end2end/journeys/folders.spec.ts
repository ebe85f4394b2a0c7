import { readFileSync } from 'node:fs';
import { ADMIN } from '../harness/installation';
import { expect, signIn, signInAs, test } from '../harness/test';

test('a name that is taken is said in the dialog, and what was typed stays', async ({ site, page }) => {
  await site.folder('Plans', []);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/folders`);
  await page.getByRole('button', { name: 'New folder' }).click();
  const dialog = page.getByRole('dialog', { name: 'New folder' });
  await dialog.getByLabel('Name').fill('Plans');
  await dialog.getByRole('button', { name: 'Create' }).click();

  await expect(dialog.getByText('This name is already taken here.')).toBeVisible();
  await expect(dialog.getByLabel('Name')).toHaveValue('Plans');
  await dialog.getByLabel('Name').fill('Plans 2027');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('table').getByRole('link', { name: 'Plans 2027' })).toBeVisible();
});

test('a file is downloaded, then deleted, and comes back from the trash', async ({ site, page }) => {
  const plans = await site.folder('Plans', []);
  await site.admin.deposit(plans, 'minutes.txt', 'the minutes');
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/folders/${plans.id}`);

  const downloading = page.waitForEvent('download');
  await page.getByRole('table').getByRole('link', { name: 'minutes.txt' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('minutes.txt');
  expect(readFileSync(await download.path(), 'utf8')).toBe('the minutes');

  await page.getByRole('button', { name: 'Actions for minutes.txt' }).click();
  const dialog = page.getByRole('dialog', { name: 'minutes.txt' });
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('This folder is empty.')).toBeVisible();

  await page.getByRole('link', { name: 'Trash' }).click();
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText('The trash is empty.')).toBeVisible();
  await page.goto(`${site.url}/folders/${plans.id}`);
  await expect(page.getByRole('table').getByRole('link', { name: 'minutes.txt' })).toBeVisible();
});

test('"Notify me" is one press, and one press takes it back', async ({ site, page }) => {
  const bob = await site.member('Bob');
  const plans = await site.folder('Plans', [{ principal: bob.principal, level: 'read' }]);
  await signInAs(page, site, bob);
  await page.goto(`${site.url}/folders/${plans.id}`);
  const notify = page.getByRole('switch', { name: 'Notify me' });
  await expect(notify).toHaveAttribute('aria-checked', 'false');
  await notify.click();
  await expect(notify).toHaveAttribute('aria-checked', 'true');
  const alerts = () => site.admin.get<{ items: { principal: string }[] }>(`/folders/${plans.id}/alerts`);
  expect((await alerts()).items.map((alert) => alert.principal)).toEqual([bob.principal]);
  await notify.click();
  await expect(notify).toHaveAttribute('aria-checked', 'false');
  expect((await alerts()).items).toHaveLength(0);
});
