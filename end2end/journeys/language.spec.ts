import { PASSWORD } from '../harness/installation';
import { expect, test } from '../harness/test';

test.describe('a browser that asks for French', () => {
  test.use({ locale: 'fr-FR' });

  test('gets French pages before and after signing in', async ({ site, page }) => {
    const hugo = await site.member('Hugo', { language: 'fr' });
    await page.goto(`${site.url}/`);
    await expect(page.locator('html')).toHaveAttribute('lang', /^fr/);
    await page.getByLabel(/adresse mail/i).fill(hugo.email);
    await page.getByLabel(/mot de passe/i).fill(PASSWORD);
    await page.getByRole('button', { name: /se connecter/i }).click();

    await expect(page.getByRole('navigation').first()).toContainText(/dossiers/i);
    await page.goto(`${site.url}/events`);
    await expect(page.locator('html')).toHaveAttribute('lang', /^fr/);
    await expect(page.getByRole('main')).toContainText(/journal/i);
  });

  test('a person who chose English keeps it', async ({ site, page }) => {
    const bob = await site.member('Bob', { language: 'en' });
    await page.goto(`${site.url}/`);
    await page.getByLabel(/adresse mail/i).fill(bob.email);
    await page.getByLabel(/mot de passe/i).fill(PASSWORD);
    await page.getByRole('button', { name: /se connecter/i }).click();
    await expect(page.getByRole('navigation').first()).toBeVisible();
    await page.goto(`${site.url}/folders`);
    await expect(page.locator('html')).toHaveAttribute('lang', /^en/);
  });
});
