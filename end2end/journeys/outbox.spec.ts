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
