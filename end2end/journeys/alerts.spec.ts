import { ADMIN } from '../harness/installation';
import { expect, signIn, test } from '../harness/test';

test('all alerts are on one page, the broken ones with their reason', async ({ site, page }) => {
  const [ana, bob, eve] = [await site.member('Ana'), await site.member('Bob'), await site.member('Eve')];
  const office = await site.group('Office', [ana, bob]);
  const plans = await site.folder('Plans', [{ principal: `group:${office.id}`, level: 'read' }]);
  await site.subscribe(ana.api, ana.principal, plans, { on: ['ADD'], recursive: false });
  await site.subscribe(site.admin, `group:${office.id}`, plans);
  await site.subscribe(site.admin, eve.principal, plans);
  await site.admin.patch(`/users/${bob.person.id}`, { active: false });
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/people`);
  await page.getByRole('link', { name: 'Alerts' }).click();

  const line = (name: string) => page.getByRole('row').filter({ hasText: name });
  await expect(line('Ana')).toContainText('new files, this folder only');
  await expect(line('Ana')).toContainText('Works');
  await expect(line('Office')).toContainText('Reaches 1 of 2');
  await expect(line('Office')).toContainText('1 person: the account is disabled');
  await expect(line('Eve')).toContainText('Reaches nobody');
  await expect(line('Eve')).toContainText('no right to read the folder');

  await page.getByRole('link', { name: 'Broken (2)' }).click();
  await expect(page).toHaveURL(/broken=1/);
  await expect(line('Ana')).toHaveCount(0);
  await page.reload();
  await expect(line('Eve')).toBeVisible();
  await expect(line('Ana')).toHaveCount(0);
  await line('Eve').getByRole('link', { name: '/Plans' }).click();
  await expect(page.getByRole('heading', { name: 'Plans' })).toBeVisible();
  await page.goBack();
  await line('Eve').getByRole('link', { name: 'Eve' }).click();
  await expect(page.getByRole('heading', { name: 'Eve' })).toBeVisible();
});

test('a folder says who would get a mail now, when, and who not and why', async ({ site, page }) => {
  const [ana, bob, eve] = [await site.member('Ana'), await site.member('Bob'), await site.member('Eve')];
  const plans = await site.folder('Plans', [
    { principal: ana.principal, level: 'read' }, { principal: bob.principal, level: 'read' }]);
  const drafts = await site.folder('Drafts', [], plans.id);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/folders/${drafts.id}`);
  await page.getByRole('button', { name: 'Alerts (0)' }).click();
  const dialog = page.getByRole('dialog', { name: 'Alerts on this folder' });
  const ask = dialog.getByRole('button', { name: 'Who would get a mail?' });
  await ask.click();
  await expect(dialog).toContainText('no alert reaches this folder');

  await site.subscribe(ana.api, ana.principal, plans);
  await site.subscribe(bob.api, bob.principal, plans, { on: ['MODIFY'] });
  await site.subscribe(site.admin, eve.principal, plans);
  await ask.click();
  const line = (name: string) => dialog.getByRole('listitem').filter({ hasText: name });
  await expect(line('Ana')).toContainText(`Mail Ana ${ana.email} at the earliest`);
  await expect(line('Bob')).toContainText('No mail Bob the alert is about changed files only');
  await expect(line('Eve')).toContainText('No mail Eve no right to read the folder');
  await expect(dialog).toContainText('If somebody else added a file here now');
});

test('a folder has its mails leave at set times, and the dry run says when', async ({ site, page }) => {
  const ana = await site.member('Ana', { time_zone: 'Europe/Paris' });
  const plans = await site.folder('Plans', [{ principal: ana.principal, level: 'read' }]);
  await site.subscribe(ana.api, ana.principal, plans);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/folders/${plans.id}`);
  const dialog = page.getByRole('dialog', { name: 'Alerts on this folder' });
  const open = () => page.getByRole('button', { name: 'Alerts (1)' }).click();
  await open();
  await expect(dialog.getByLabel('When the mails leave')).toHaveValue('above');
  await dialog.getByLabel('When the mails leave').selectOption('At set times');
  await dialog.getByLabel('Times', { exact: true }).fill('25:00');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toContainText('Write one to 24 times of the day');
  await dialog.getByLabel('Times', { exact: true }).fill('17h30, 8:00');
  await dialog.getByLabel('Days').selectOption('Monday to Friday');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();

  await open();
  await expect(dialog.getByLabel('Times', { exact: true })).toHaveValue('08:00, 17:30');
  await expect(dialog.getByLabel('Days')).toHaveValue('weekdays');
  await dialog.getByRole('button', { name: 'Who would get a mail?' }).click();
  const line = dialog.getByRole('listitem').filter({ hasText: 'Ana' });
  await expect(line).toContainText(`Mail Ana ${ana.email} at `);
  await expect(line).not.toContainText('at the latest');

  const now = await site.admin.get<{ mail_timing: unknown }>(`/folders/${plans.id}`);
  expect(now.mail_timing).toEqual({ at: { times: ['08:00', '17:30'], days: 'weekdays' } });
});
