import { DnsServer } from '../harness/dns';
import { ADMIN } from '../harness/installation';
import { expect, signIn, test } from '../harness/test';

test('the mail doctor says what is configured, what to publish, and when the DNS does not answer', async ({ bare, smtp, page }) => {
  const dns = await DnsServer.start({
    'colombier.test': { TXT: ['v=spf1 include:spf.example.net ~all'], MX: ['mx.colombier.test'] },
    'spf.example.net': { TXT: ['v=spf1 ip4:192.0.2.10 -all'] },
    'mx.colombier.test': { A: ['192.0.2.25'] },
    'broken.test': { fails: true },
    '_dmarc.broken.test': { fails: true },
  });
  try {
    await bare.startReady(smtp, { smtp_host: '127.0.0.1' }, ['--dns', dns.address]);
    await signIn(page, bare, ADMIN.email, ADMIN.password);
    await page.goto(`${bare.url}/settings/email`);
    await page.getByRole('link', { name: 'Doctor' }).click();

    await expect(page.getByLabel('Domain')).toHaveValue('colombier.test');
    const check = (name: string) => page.locator('.checks li').filter({ has: page.getByRole('heading', { name, exact: true }) });
    await expect(check('SPF')).toContainText('Wrong');
    await expect(check('MX')).toContainText('Configured');
    await expect(check('MX')).toContainText('Answers go to mx.colombier.test.');
    await expect(check('DMARC')).toContainText('Not configured');
    await expect(check('DMARC')).toContainText('_dmarc.colombier.test TXT');
    await expect(check('DMARC').locator('.record code')).toHaveText('v=DMARC1; p=none; rua=mailto:postmaster@colombier.test');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await check('DMARC').getByRole('button', { name: /^Copy/ }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('v=DMARC1');

    await page.getByLabel('Mail leaves from').fill('192.0.2.10');
    await page.getByRole('button', { name: 'Check' }).click();
    await expect(page).toHaveURL(/domain=colombier\.test&relay=192\.0\.2\.10/);
    await expect(check('SPF')).toContainText('Configured');
    await expect(check('PTR')).toContainText('Not configured');

    await page.getByLabel('Domain').fill('broken.test');
    await page.getByRole('button', { name: 'Check' }).click();
    await expect(page).toHaveURL(/domain=broken\.test/);
    await expect(check('DMARC')).toContainText('Unknown');
    await expect(check('DMARC')).toContainText('The DNS could not be asked');
    await page.getByRole('button', { name: 'Français' }).click();
    await expect(check('DMARC')).toContainText('Le DNS n’a pas pu être interrogé');
    await expect(check('DMARC')).toContainText('Inconnu');
  } finally {
    dns.stop();
  }
});

test('the Email tab shows who a mail would come from as the form stands', async ({ site, page }) => {
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/settings/email`);
  const header = (name: string) => page.locator(`dt:text-is("${name}") + dd`);
  await expect(header('From')).toHaveText('Marie Martin <colombier@colombier.test>');
  await expect(header('Reply-To')).toHaveText('Marie Martin <marie@example.org>');

  await page.getByLabel('Always use the default sender').uncheck();
  await page.getByLabel('Default sender', { exact: true }).fill('post@town.test');
  await expect(header('From')).toHaveText('Marie Martin <marie@example.org>');
  await expect(header('Sender')).toHaveText('post@town.test');
  await expect(header('Reply-To')).toHaveText('—');
});
