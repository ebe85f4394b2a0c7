import { test as base, expect, type Page } from '@playwright/test';
import { Installation, PASSWORD, type Member } from './installation';
import type { SmtpServer } from './smtp';

interface World {
  /** Nothing runs yet: the journey starts it. */
  bare: Installation;
  smtp: SmtpServer;
  /** An administrator, a plain mail server, mails due after two seconds. */
  site: Installation;
}

export const test = base.extend<World>({
  // Playwright reads the names of the fixtures here: an empty pattern is how one asks for none.
  bare: async ({}, use, info) => {
    const installation = Installation.create();
    await use(installation);
    if (info.status !== info.expectedStatus && installation.started) {
      await info.attach('colombier.log', { body: installation.colombier.output(), contentType: 'text/plain' });
    }
    await installation.remove();
  },
  smtp: async ({ bare }, use) => {
    await use(await bare.smtp());
  },
  site: async ({ bare, smtp }, use) => {
    await bare.startReady(smtp);
    await use(bare);
  },
});

/** Waits, by asking again, until `count` gives `expected`. */
export async function eventually(count: () => number | Promise<number>, expected: number, message: string): Promise<void> {
  await expect.poll(count, { message, timeout: 20_000, intervals: [50, 100, 200] }).toBe(expected);
}

/** Signs in through the page. */
export async function signIn(page: Page, site: Installation, email: string, password: string): Promise<void> {
  await page.goto(`${site.url}/`);
  await page.getByLabel(/^(mail address|adresse mail)/i).fill(email);
  await page.getByLabel(/^(password|mot de passe)/i).fill(password);
  await page.getByRole('button', { name: /sign in|se connecter/i }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
}

export function signInAs(page: Page, site: Installation, member: Member): Promise<void> {
  return signIn(page, site, member.email, PASSWORD);
}

export { expect };
