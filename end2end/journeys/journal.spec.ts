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
