import type { Folder, StoredFile } from '../harness/api';
import { ADMIN, type Installation, type Member } from '../harness/installation';
import { eventually, expect, signIn, signInAs, test } from '../harness/test';

test('a mail that left says when, in the reader’s zone, and what to do when it is not seen', async ({ site, page }) => {
  const bob = await site.member('Bob');
  const plans = await site.folder('Plans', [{ principal: bob.principal, level: 'read' }]);
  await site.subscribe(bob.api, bob.principal, plans);
  await site.admin.deposit(plans, 'minutes.txt', 'one');
  await eventually(async () => (await site.sent(bob.email)).length, 1, 'the journal has its EMAIL SEND');
  const sent = (await site.sent(bob.email))[0]!;

  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/events/${sent.id}`);
  await page.locator('.page-head').getByRole('link', { name: 'Why?' }).click();
  await expect(page).toHaveURL(/\/why\?address=bob%40colombier\.test&file=\d+&at=/);
  const sentence = page.locator('.verdict');
  await expect(sentence).toContainText(`The mail about “/Plans/minutes.txt” to ${bob.email} left on`);
  const minute = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'Europe/Paris' }).format(new Date(sent.at));
  await expect(sentence).toContainText(minute);
  await expect(sentence).not.toContainText('UTC');
  await expect(page.getByRole('main')).toContainText('Look in the junk folder');

  // The file alone: everybody who was told of it, each with a question of their own.
  await page.getByLabel('Or an address').fill('');
  await page.getByRole('button', { name: 'Ask' }).click();
  await expect(page.getByRole('link', { name: `Why? ${bob.email}` })).toBeVisible();
});

/** A deposit that Bob was to be told of, had he not lost the right to read it. */
async function oneSkipped(site: Installation): Promise<{ bob: Member; plans: Folder; file: StoredFile }> {
  const bob = await site.member('Bob');
  const plans = await site.folder('Plans', [{ principal: bob.principal, level: 'read' }]);
  await site.subscribe(bob.api, bob.principal, plans);
  const file = await site.admin.deposit(plans, 'secret.txt', 'secret');
  await site.setRights(plans, []);
  await eventually(async () => (await site.skips()).length, 1, 'the journal says that a line was skipped');
  return { bob, plans, file };
}

test('a file’s menu leads to who was told, and one sentence says in both languages why Bob was not', async ({ site, page }) => {
  const { bob, plans, file } = await oneSkipped(site);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/folders/${plans.id}`);
  await page.getByRole('button', { name: 'Actions for secret.txt' }).click();
  await page.getByRole('link', { name: 'Who was told?' }).click();
  await expect(page).toHaveURL(`${site.url}/why?file=${file.id}`);
  await page.getByRole('link', { name: 'Why? Bob' }).click();
  await expect(page).toHaveURL(`${site.url}/why?user=${bob.person.id}&file=${file.id}`);

  const sentence = page.locator('.verdict');
  await expect(sentence).toHaveText('No mail about “/Plans/secret.txt” to Bob: there was no right to read the folder.');
  const steps = page.locator('.chain li');
  await expect(steps.filter({ hasText: 'Bob lost the right to read the folder' })).toHaveCount(1);
  await expect(page.getByRole('main')).toContainText('Ask whoever manages the folder for the right to read');

  await page.getByRole('button', { name: 'Français' }).click();
  await expect(sentence).toHaveText(
    'Aucun mail sur « /Plans/secret.txt » pour Bob : il n’y avait plus de droit de lecture sur le dossier.');
  await expect(page.getByLabel('Personne')).toHaveValue(bob.person.id);

  await steps.filter({ hasText: 'Rien n’a été envoyé à Bob' }).getByRole('link').click();
  await expect(page).toHaveURL(/\/events\/\d+$/);
  await page.getByRole('link', { name: 'Pourquoi ?', exact: true }).and(page.locator('.button')).click();
  await expect(page).toHaveURL(new RegExp(`/why\\?user=${bob.person.id}&file=${file.id}&at=`));
  await expect(sentence).toContainText('droit de lecture');
});

test('what is asked stands in the address: by the form, after a reload, and a step back', async ({ site, page }) => {
  const { bob, plans } = await oneSkipped(site);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.getByRole('link', { name: 'Why?' }).click();
  await expect(page.getByRole('main')).toContainText('Choose a person, or type an address.');

  await page.getByLabel('Person').selectOption({ label: `Bob <${bob.email}>` });
  await page.getByLabel('Folder').selectOption({ label: '/Plans' });
  await page.getByRole('button', { name: 'Ask' }).click();
  await expect(page).toHaveURL(`${site.url}/why?user=${bob.person.id}&folder=${plans.id}`);
  await expect(page.locator('.verdict')).toContainText('there was no right to read the folder');
  await page.reload();
  await expect(page.locator('.verdict')).toContainText('there was no right to read the folder');
  await expect(page.getByLabel('Folder')).toHaveValue(plans.id);

  await page.getByLabel('Or an address').fill('nobody@example.org');
  await page.getByLabel('Person').selectOption('');
  await page.getByRole('button', { name: 'Ask' }).click();
  await expect(page.locator('.verdict')).toContainText('nobody@example.org');
  await page.goBack();
  await expect(page.locator('.verdict')).toContainText('to Bob');
  await expect(page.getByLabel('Or an address')).toHaveValue('');
});

test('a member is answered about itself, without the name of what it may no longer read', async ({ site, page }) => {
  const { bob, file } = await oneSkipped(site);
  await signInAs(page, site, bob);
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Why?' })).toHaveCount(0);
  await page.goto(`${site.url}/why?file=${file.id}`);
  await expect(page.locator('.verdict')).toContainText('a file in a folder you may no longer read');
  await expect(page.getByRole('main')).not.toContainText('secret.txt');
  await expect(page.getByLabel('Person')).toHaveCount(0);

  await page.goto(`${site.url}/why?address=${encodeURIComponent(ADMIN.email)}`);
  await expect(page.getByRole('main').getByRole('alert')).toContainText('You are not allowed to do this.');
});
