import { ADMIN } from '../harness/installation';
import { expect, signIn, signInAs, test } from '../harness/test';

test('a wrong password is said, and the typed address stays', async ({ site, page }) => {
  await page.goto(`${site.url}/sign-in`);
  await page.getByLabel('Mail address').fill(ADMIN.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Mail address')).toHaveValue(ADMIN.email);
});

test('signing in leads to the page one wanted, and never off the site', async ({ site, page }) => {
  await page.goto(`${site.url}/events?object_type=FILE`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel('Mail address').fill(ADMIN.email);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${site.url}/events?object_type=FILE`);
});

test('a session that ends while typing keeps the form', async ({ site, page, context }) => {
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/settings/email`);
  await page.locator('[name=product_url]').fill('https://files.example.test');
  await context.clearCookies();
  await page.getByRole('button', { name: 'Save' }).click();

  const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
  await dialog.getByLabel('Password').fill(ADMIN.password);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator('[name=product_url]')).toHaveValue('https://files.example.test');
  await expect.poll(async () => (await site.admin.get<{ product_url: string }>('/settings/email')).product_url)
    .toBe('https://files.example.test');
});

test('a member has no administrator\'s pages', async ({ site, page }) => {
  const bob = await site.member('Bob');
  await signInAs(page, site, bob);
  const navigation = page.getByRole('navigation', { name: 'Main' });
  await expect(navigation.getByRole('link', { name: 'Journal' })).toBeVisible();
  await expect(navigation.getByRole('link', { name: 'People' })).toHaveCount(0);
  await page.goto(`${site.url}/people`);
  await expect(page.getByRole('main')).not.toContainText(ADMIN.email);
});
