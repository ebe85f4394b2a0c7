import { readFileSync } from 'node:fs';
import type { Installation } from '../harness/installation';
import { ADMIN, type Member } from '../harness/installation';
import type { SmtpServer } from '../harness/smtp';
import { eventually, expect, signIn, signInAs, test } from '../harness/test';

/** One deposit, told to Bob; answers Bob. */
async function oneProvedMail(site: Installation, smtp: SmtpServer, folder = 'Plans'): Promise<Member> {
  const bob = await site.member('Bob');
  const plans = await site.folder(folder, [{ principal: bob.principal, level: 'read' }]);
  await site.subscribe(bob.api, bob.principal, plans);
  await site.admin.deposit(plans, 'minutes.txt', 'one');
  await eventually(() => smtp.mailsTo(bob.email).length, 1, 'Bob gets his mail');
  await eventually(async () => (await site.sent(bob.email)).length, 1, 'the journal has its EMAIL SEND');
  return bob;
}

test('searching an address in the journal lists the mails to it, and the detail shows the three events', async ({ site, smtp, page }) => {
  const bob = await oneProvedMail(site, smtp);
  const sent = (await site.sent(bob.email))[0]!;
  await signIn(page, site, ADMIN.email, ADMIN.password);

  await page.goto(`${site.url}/events?object_type=EMAIL&action=SEND`);
  await page.getByRole('searchbox').fill(bob.email);
  await expect(page).toHaveURL(/[?&]q=bob/);
  const rows = page.locator('main a[href^="/events/"]');
  await expect(rows).toHaveCount(1);

  // The address bar alone gives the same list: the filter lives in the URL.
  await page.reload();
  await expect(rows).toHaveCount(1);

  await rows.first().click();
  await expect(page).toHaveURL(new RegExp(`/events/${sent.id}`));
  const chain = await site.events({ trace: sent.trace });
  expect(chain).toHaveLength(3);
  for (const event of chain) await expect(page.getByRole('main')).toContainText(event.summary);
});

test('a click on an address filters the journal by it', async ({ site, smtp, page }) => {
  const bob = await oneProvedMail(site, smtp);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/events?object_type=EMAIL`);
  await page.getByRole('main').getByRole('link', { name: bob.email }).first().click();
  await expect(page).toHaveURL(/q=bob/);
});

test('a member sees in the journal what they may read, and nothing else', async ({ site, smtp, page }) => {
  const bob = await oneProvedMail(site, smtp);
  const hidden = await site.folder('Hidden', []);
  await site.admin.deposit(hidden, 'hidden.txt', 'hidden');
  await signInAs(page, site, bob);
  await page.goto(`${site.url}/events?object_type=FILE`);
  await expect(page.getByRole('main')).toContainText('minutes.txt');
  await expect(page.getByRole('main')).not.toContainText('hidden.txt');
});

test('counts beside the list narrow it, and a chip takes the filter off again', async ({ site, smtp, page }) => {
  await oneProvedMail(site, smtp);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/events`);
  const counts = page.getByRole('complementary', { name: 'Narrow down' });
  await counts.getByRole('button', { name: /^File / }).click();
  await expect(page).toHaveURL(/object_type=FILE/);
  await expect(page.getByRole('main')).toContainText('1 event');
  await expect(counts.getByRole('button', { name: /^File / })).toHaveAttribute('aria-pressed', 'true');
  // Other types are still offered: a second one is added, not instead.
  await counts.getByRole('button', { name: /^Email / }).click();
  await expect(page).toHaveURL(/object_type=FILE&object_type=EMAIL/);
  await expect(page.getByRole('main')).toContainText('2 events');
  await page.getByRole('button', { name: 'Remove the filter File' }).click();
  await expect(page).not.toHaveURL(/FILE/);
  await page.goBack();
  await expect(page).toHaveURL(/object_type=FILE&object_type=EMAIL/);
});

test('brushing over the bars zooms in, by mouse and by keys', async ({ site, smtp, page }) => {
  await oneProvedMail(site, smtp);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/events`);
  const plot = page.getByRole('figure', { name: 'Events over time' }).getByRole('application');
  await expect(plot.locator('rect.bar').first()).toBeAttached();
  const box = (await plot.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.02, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 30, { steps: 4 });
  await expect(plot.locator('rect.brush')).toBeAttached();
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*&to=/);
  await page.getByRole('button', { name: 'All of time' }).click();
  await expect(page).not.toHaveURL(/from=/);

  // The bars are fetched anew after that click: keys pressed on those that go lead nowhere.
  await expect(async () => {
    await plot.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/from=.*&to=/, { timeout: 1_000 });
  }).toPass();
  await expect(page.locator('.list')).toBeVisible();
});

test('a search is saved for oneself and opens again', async ({ site, smtp, page }) => {
  const bob = await oneProvedMail(site, smtp);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/events?object_type=EMAIL`);
  await page.getByRole('button', { name: 'Saved searches' }).click();
  const dialog = page.getByRole('dialog', { name: 'Saved searches' });
  await dialog.getByLabel('Name').fill('All mails');
  await dialog.getByRole('button', { name: 'Save this search' }).click();
  await expect(dialog.getByRole('link', { name: 'All mails' })).toBeVisible();
  await page.goto(`${site.url}/events`);
  await page.getByRole('button', { name: 'Saved searches' }).click();
  await dialog.getByRole('link', { name: 'All mails' }).click();
  await expect(page).toHaveURL(/\/events\?object_type=EMAIL/);
  await expect(dialog).toBeHidden();
  expect((await bob.api.get<{ items: unknown[] }>('/me/searches')).items, 'they are one\'s own').toHaveLength(0);

  await page.getByRole('button', { name: 'Saved searches' }).click();
  await dialog.getByRole('button', { name: 'Remove the saved search All mails' }).click();
  await expect(dialog).toContainText('Nothing saved yet.');
});

test('live, new events come in by themselves and the counts follow', async ({ site, page }) => {
  const plans = await site.folder('Plans', []);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/events?object_type=FILE`);
  await expect(page.getByRole('main')).toContainText('No event matches.');
  await page.getByRole('switch', { name: 'Live' }).click();
  await expect(page).toHaveURL(/live=1/);
  await site.admin.deposit(plans, 'first.txt', '1');
  await expect(page.locator('.list')).toContainText('first.txt');
  await site.admin.deposit(plans, 'second.txt', '2');
  await expect(page.getByRole('row').nth(1)).toContainText('second.txt');
  await expect(page.getByRole('main')).toContainText('2 events');
});

test('what was found is exported as it is filtered', async ({ site, smtp, page }) => {
  await oneProvedMail(site, smtp);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/events?object_type=FILE`);
  for (const [format, name, line] of [['NDJSON', 'events.ndjson', /^\{"id":"\d+".*minutes\.txt/], ['CSV for', 'events.csv', /^\uFEFFid,at,/]] as const) {
    await page.getByRole('button', { name: 'Export', exact: true }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByLabel(format).check();
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Export' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(name);
    const text = readFileSync(await file.path(), 'utf8');
    expect(text).toMatch(line);
    expect(text.trim().split('\n')).toHaveLength(name.endsWith('csv') ? 2 : 1);
    await expect(dialog).toBeHidden();
  }
});

test('a mail proves itself in one line, opened by mouse or by keys', async ({ site, smtp, page }) => {
  const bob = await oneProvedMail(site, smtp);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/events?object_type=EMAIL&action=SEND&q=${bob.email}`);
  await expect(page.locator('.list mark').first()).toHaveText(bob.email);
  await page.getByRole('button', { name: 'Proof' }).click();
  const proof = page.getByRole('group', { name: 'Proof' });
  await expect(proof.getByRole('listitem')).toHaveCount(3);
  await expect(proof.locator('.gap')).toHaveCount(2);
  for (const [at, word] of [[0, 'File'], [1, 'Alert'], [2, 'Email']] as const) {
    await expect(proof.getByRole('listitem').nth(at)).toContainText(word);
  }
  await page.getByRole('button', { name: 'Proof' }).click();
  await expect(proof).toHaveCount(0);

  await page.locator('.list').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(proof.getByRole('listitem')).toHaveCount(3);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/events\/\d+$/);
});

test('of a long list only the rows in sight are in the page, and any part of it is near', async ({ site, page }) => {
  const plans = await site.folder('Plans', []);
  for (let at = 0; at < 300; at += 1) await site.admin.deposit(plans, `plan ${at}.txt`, 'x');
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/events?object_type=FILE`);
  await expect(page.getByRole('main')).toContainText('300 events');
  const list = page.locator('.list');
  await list.focus();
  await page.keyboard.press('End');
  await expect(list).toContainText('plan 0.txt');
  expect(await page.getByRole('row').count()).toBeLessThan(80);
  await list.evaluate((box) => { box.scrollTop = box.scrollHeight / 2; });
  await expect(list).toContainText('plan 150.txt');
  await page.getByRole('button', { name: 'Change the order' }).click();
  await expect(page).toHaveURL(/order=oldest/);
  await expect(page.getByRole('row').nth(1)).toContainText('plan 0.txt');
  // A time brings the list there without filtering.
  const [newest] = await site.events({ object_type: 'FILE', limit: '1' });
  await page.goto(`${site.url}/events?object_type=FILE&order=oldest&at=${newest!.at}`);
  await expect(list).toContainText('plan 299.txt');
  await expect(page.getByRole('main')).toContainText('300 events');
});

test.describe('in French', () => {
  test.use({ locale: 'fr-FR' });

  test('the journal speaks French throughout', async ({ site, smtp, page }) => {
    await oneProvedMail(site, smtp);
    const lea = await site.member('Lea', { name: 'Léa', role: 'admin', language: 'fr' });
    await signInAs(page, site, lea);
    await page.goto(`${site.url}/events?chart=delays`);
    const counts = page.getByRole('complementary', { name: 'Affiner' });
    await expect(counts.getByRole('button', { name: /^Fichier / })).toBeVisible();
    await expect(page.getByRole('figure', { name: 'Du dépôt à l’email' })).toContainText('la moitié');
    await expect(page.getByRole('switch', { name: 'En direct' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Recherches enregistrées' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(/\d+ événements/);
  });
});
