import { DnsServer } from '../harness/dns';
import { ADMIN, PASSWORD } from '../harness/installation';
import { eventually, expect, signIn, signInAs, test } from '../harness/test';

test('a group is made, gets a member and a right, and its member sees the folder', async ({ site, page, browser }) => {
  const bob = await site.member('Bob');
  const plans = await site.folder('Plans', []);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/groups`);
  await page.getByRole('button', { name: 'Add a group' }).click();
  await page.getByLabel('Name').fill('Office');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { name: 'Office' })).toBeVisible();
  await page.getByLabel(/Bob/).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();

  await page.goto(`${site.url}/folders/${plans.id}`);
  await page.getByRole('button', { name: 'Rights' }).click();
  const dialog = page.getByRole('dialog', { name: 'Rights' });
  await dialog.getByLabel('Give a right to').selectOption({ label: 'Office' });
  await dialog.getByLabel('Office').selectOption('write');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();

  const his = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await signInAs(his, site, bob);
  await his.goto(`${site.url}/folders/${plans.id}`);
  await expect(his.getByRole('button', { name: 'Upload' })).toBeVisible();
  await expect(his.getByRole('button', { name: 'Rights' })).toHaveCount(0);
  await his.context().close();
});

test('a group and a person that are renamed have their new name on the page at once', async ({ site, page }) => {
  const bob = await site.member('Bob');
  const office = await site.group('Office', [bob]);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/groups/${office.id}`);
  await page.getByLabel('Name').fill('Bureau');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Bureau' })).toBeVisible();
  await expect(page).toHaveTitle(/^Bureau/);

  await page.goto(`${site.url}/people/${bob.person.id}`);
  await page.getByLabel('Name', { exact: true }).fill('Robert Bœuf');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Robert Bœuf' })).toBeVisible();
  await expect(page).toHaveTitle(/^Robert Bœuf/);
});

test('a person who is disabled cannot sign in any more', async ({ site, page }) => {
  const bob = await site.member('Bob');
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/people/${bob.person.id}`);
  await page.getByLabel('Active').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const refusal = await site.admin.refusal(() =>
    bob.api.post('/session', { email: bob.email, password: PASSWORD }));
  expect(refusal.status).toBe(401);
});

test('one\'s own page changes language, further address and password', async ({ site, page, smtp }) => {
  const lea = await site.member('Lea', { role: 'admin' });
  const plans = await site.folder('Plans', []);
  await signInAs(page, site, lea);
  await page.goto(`${site.url}/me`);
  await page.getByLabel('Further addresses').fill('lea.home@colombier.test');
  await page.getByLabel('Language').selectOption('fr');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await expect(page.getByLabel('Autres adresses')).toHaveValue('lea.home@colombier.test');

  await page.getByLabel('Mot de passe actuel').fill('not the password');
  await page.getByLabel('Nouveau mot de passe').fill('a new and longer password');
  await page.getByRole('button', { name: 'Changer le mot de passe' }).click();
  await expect(page.getByText('Le mot de passe actuel est incorrect.').first()).toBeVisible();
  await page.getByLabel('Mot de passe actuel').fill(PASSWORD);
  await page.getByRole('button', { name: 'Changer le mot de passe' }).click();
  await expect(page.getByText('Le mot de passe a été changé.')).toBeVisible();

  await site.subscribe(site.admin, lea.principal, plans);
  await site.admin.deposit(plans, 'plan.pdf', 'the plan');
  await eventually(() => smtp.mailsTo('lea.home@colombier.test').length, 1, 'the further address gets the mail');
  await page.getByRole('button', { name: 'Se déconnecter' }).click();
  await page.getByLabel('Adresse mail').fill(lea.email);
  await page.getByLabel('Mot de passe').fill('a new and longer password');
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
});

test('a person who left is removed after a question, and one\'s own account offers no such thing', async ({ site, page }) => {
  const bob = await site.member('Bob');
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/people/${bob.person.id}`);
  await page.getByRole('button', { name: 'Remove' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove this person?' });
  await expect(dialog).toContainText('“Bob” can no longer sign in');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(page).toHaveURL(`${site.url}/people`);
  await expect(page.getByRole('table')).not.toContainText(bob.email);

  await page.getByRole('link', { name: ADMIN.email }).last().click();
  await expect(page.getByRole('button', { name: 'Save' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove' })).toHaveCount(0);
});

test('a slip in an address is seen as it is typed, and a domain that takes no mail is said', async ({ bare, smtp, page }) => {
  const dns = await DnsServer.start({ 'firm.test': { MX: ['mx.firm.test'] }, 'gmail.com': { MX: ['mx.gmail.com'] } });
  try {
    await bare.startReady(smtp, { smtp_host: '127.0.0.1' }, ['--dns', dns.address]);
    await signIn(page, bare, ADMIN.email, ADMIN.password);
    await page.goto(`${bare.url}/people`);
    await page.getByRole('button', { name: 'Add a person' }).click();
    const address = page.getByLabel('Mail address');
    await address.fill('anna@gmial.com');
    await page.getByRole('button', { name: 'Did you mean anna@gmail.com?' }).click();
    await expect(address).toHaveValue('anna@gmail.com');
    await expect(page.getByRole('button', { name: /^Did you mean/ })).toHaveCount(0);
    await address.fill('anna@frim.test');
    await expect(page.getByText('This domain takes no mail')).toBeVisible();
    await address.fill('anna@firm.test');
    await expect(page.getByText('This domain takes no mail')).toHaveCount(0);
  } finally {
    dns.stop();
  }
});
