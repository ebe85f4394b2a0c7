import { ADMIN } from '../harness/installation';
import { eventually, expect, signIn, test } from '../harness/test';

const LINK = /https?:\/\/\S+\/password\/\S+/;

test('who is added without a password chooses one by the link of a mail, and later asks for another', async ({ site, smtp, page, browser }) => {
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/people`);
  await page.getByRole('button', { name: 'Add a person' }).click();
  await page.getByLabel('Mail address').fill('nora@colombier.test');
  await page.getByLabel('Name', { exact: true }).fill('Nora');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await eventually(() => smtp.mailsTo('nora@colombier.test').length, 1, 'the mail with the link');

  const hers = await (await browser.newContext()).newPage();
  const path = (mail: number) => new URL(smtp.mailsTo('nora@colombier.test')[mail]!.text.match(LINK)![0]).pathname;
  await hers.goto(site.url + path(0));
  await expect(hers.getByText('nora@colombier.test')).toBeVisible();
  await hers.getByLabel('New password').fill('a sentence of hers');
  await hers.getByRole('button', { name: 'Save and enter' }).click();
  await expect(hers).toHaveURL(/\/folders/);

  await hers.goto(site.url + path(0));
  await expect(hers.getByText('This link was used already')).toBeVisible();
  await hers.getByRole('link', { name: 'Ask for a new link' }).click();
  await expect(hers.getByRole('button', { name: 'Send the link' })).toBeVisible();

  const again = await (await browser.newContext()).newPage();
  await again.goto(`${site.url}/sign-in`);
  await again.getByRole('link', { name: 'Forgot your password?' }).click();
  await again.getByLabel('Mail address').fill('nora@colombier.test');
  await again.getByRole('button', { name: 'Send the link' }).click();
  await expect(again.getByText('a mail is on its way')).toBeVisible();
  await expect(again.getByLabel('Mail address')).toBeHidden();
  await eventually(() => smtp.mailsTo('nora@colombier.test').length, 2, 'another link');
  await again.goto(site.url + path(1));
  await again.getByLabel('New password').fill('another sentence of hers');
  await again.getByRole('button', { name: 'Save and enter' }).click();
  await expect(again).toHaveURL(/\/folders/);
});
