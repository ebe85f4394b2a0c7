import { ADMIN, type Installation } from '../harness/installation';
import { eventually, expect, signIn, test } from '../harness/test';

/** Bob is told of deposits in Plans, an hour after them; one file waits. */
async function oneWaits(site: Installation) {
  const [ana, bob] = [await site.member('Ana'), await site.member('Bob')];
  const plans = await site.folder('Plans', [
    { principal: ana.principal, level: 'write' }, { principal: bob.principal, level: 'read' }]);
  await site.subscribe(bob.api, bob.principal, plans);
  await site.setEmail({ time_email: '1h', time_email_max: '2h' });
  await ana.api.deposit(plans, 'plan.pdf', 'the plan');
  return { ana, bob, plans };
}

test('the outbox shows by itself what comes, counts down, and "Send now" lets it leave', async ({ site, smtp, page }) => {
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/outbox`);
  await expect(page.getByText('Nothing waits.')).toBeVisible();

  const { bob } = await oneWaits(site);
  const line = page.getByRole('row').filter({ hasText: 'Bob' });
  await expect(line, 'nobody pressed anything').toBeVisible({ timeout: 15_000 });
  await expect(line).toContainText(/in \d+ min \d\d s|in 1 h/);
  await line.getByRole('button', { name: 'Send now Bob' }).click();

  await eventually(() => smtp.mailsTo(bob.email).length, 1, 'Bob gets his mail at once');
  await expect(page.getByText('Nothing waits.')).toBeVisible({ timeout: 15_000 });
  await eventually(async () => (await site.sent(bob.email)).length, 1, 'the journal has its EMAIL SEND');
});

test('what is cancelled in the outbox is never sent, and the journal says who did it', async ({ site, smtp, page }) => {
  const { bob } = await oneWaits(site);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/outbox`);
  const line = page.getByRole('row').filter({ hasText: 'Bob' });
  await line.getByRole('button', { name: 'Cancel Bob' }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel this mail?' });
  await dialog.getByRole('button', { name: 'Cancel' }).last().click();

  await expect(page.getByText('Nothing waits.')).toBeVisible();
  await eventually(async () => (await site.skips()).length, 1, 'a SKIP says so');
  const [skip] = await site.skips();
  expect(skip?.reason).toBe('cancelled');
  expect(smtp.mailsTo(bob.email)).toHaveLength(0);
});

test('below the queue an administrator sees who refuses mail and why, and has it sent again', async ({ site, smtp, page }) => {
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/outbox`);
  await expect(page.getByText('all is well')).toBeVisible();

  const bob = await site.member('Bob');
  smtp.behave({ refuse_recipients: [bob.email] });
  const plans = await site.folder('Plans', [{ principal: bob.principal, level: 'read' }]);
  await site.subscribe(bob.api, bob.principal, plans);
  for (const time of [1, 2, 3]) {
    await site.admin.deposit(plans, `${time}.txt`, 'text');
    await eventually(async () => (await site.events({ object_type: 'EMAIL', action: 'FAIL' })).length, time, `refusal ${time}`);
  }

  await page.reload();
  const line = page.getByRole('row').filter({ hasText: bob.email });
  await expect(line).toContainText('No such mailbox here');
  const troubles = page.getByRole('table', { name: 'Troubles of the last 7 days' });
  await expect(troubles.getByRole('row').nth(1)).toContainText('3');
  const journal = await troubles.getByRole('link').first().getAttribute('href');
  expect(journal).toMatch(/^\/events\?object_type=EMAIL&action=FAIL&from=/);

  smtp.behave({});
  await line.getByRole('button', { name: `Send again to ${bob.email}` }).click();
  await expect(page.getByText('Mails are sent to it again.')).toBeVisible();
  await expect(line).toHaveCount(0);
  await site.admin.deposit(plans, 'four.txt', 'text');
  await eventually(() => smtp.mailsTo(bob.email).length, 1, 'Bob gets his mail again');
});
