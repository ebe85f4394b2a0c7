import type { Page } from '@playwright/test';
import { ADMIN, type Installation } from '../harness/installation';
import { expect, signIn, signInAs, test } from '../harness/test';
import { furnish, letOneWait, type Furnished } from '../harness/world';

/** Every page an administrator has, by the name its picture gets. */
function pages({ plans, bob }: Furnished): Record<string, string> {
  return {
    folders: '/folders',
    folder: `/folders/${plans.id}`,
    journal: '/events',
    'journal-nothing-found': '/events?q=nothing-has-this-name',
    event: '/events/1',
    outbox: '/outbox',
    tickets: '/tickets',
    'tickets-nothing-found': '/tickets?view=held&q=nothing',
    ticket: '/tickets/1',
    received: '/received',
    inboxes: '/inboxes',
    inbox: '/inboxes/1',
    redirects: '/redirects',
    'why-nothing': '/why',
    'why-told': `/why?folder=${plans.id}`,
    why: `/why?user=${bob.person.id}&folder=${plans.id}`,
    people: '/people',
    person: `/people/${bob.person.id}`,
    alerts: '/alerts',
    'alerts-none-broken': '/alerts?broken=1',
    groups: '/groups',
    'settings-email': '/settings/email',
    'settings-smtp': '/settings/smtp',
    'settings-doctor': '/settings/doctor',
    'settings-templates': '/settings/templates',
    'settings-template': '/settings/templates/alert/fr',
    trash: '/trash',
    me: '/me',
    'no-such-folder': '/folders/999',
    'no-such-page': '/nothing/here',
  };
}

/** Whatever the browser complains of: errors of scripts, and what the content policy kept out. */
function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('pageerror', (error) => heard.push(`${page.url()}: ${error.message}`));
  page.on('console', (said) => {
    // A page for what is not there answers 404, and so does its picture of the API: that is no complaint. Nor is that
    // the frame of a mail runs no script: Playwright tries its own in every frame.
    const ours = /404|^Blocked script execution in '[^']*\/preview\?/.test(said.text());
    if (said.type() === 'error' && !ours) heard.push(`${page.url()}: ${said.text()}`);
  });
  return heard;
}

/** Looks at every page: awake, without a complaint, and no wider than the screen. */
async function lookAround(page: Page, site: Installation, furnished: Furnished, picture: string): Promise<void> {
  const heard = complaints(page);
  for (const [name, path] of Object.entries(pages(furnished))) {
    await page.goto(site.url + path);
    await expect(page.getByRole('main')).toBeVisible();
    await expect(page.locator('.cold'), `${path} wakes up`).toHaveCount(0);
    await page.screenshot({ path: `results/looks/${picture}-${name}.png` });
    const [content, screen] = await page.evaluate(() =>
      [document.documentElement.scrollWidth, document.documentElement.clientWidth] as const);
    expect(content, `${path} is no wider than the screen`).toBeLessThanOrEqual(screen);
  }
  expect(heard).toEqual([]);
}

test.describe('on a narrow screen', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

  test('every page fits 360 px', async ({ site, smtp, page }) => {
    const furnished = await furnish(site, smtp);
    await letOneWait(site, furnished);
    await signIn(page, site, ADMIN.email, ADMIN.password);
    await lookAround(page, site, furnished, 'narrow');
  });
});

test.describe('in the dark, in French', () => {
  test.use({ colorScheme: 'dark', locale: 'fr-FR' });

  test('every page is dark, in French, and without a complaint of the browser', async ({ site, smtp, page }) => {
    const furnished = await furnish(site, smtp);
    await letOneWait(site, furnished);
    const lea = await site.member('Lea', { name: 'Léa', role: 'admin', language: 'fr' });
    await signInAs(page, site, lea);
    await lookAround(page, site, furnished, 'dark-french');
    const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const [red = 255, green = 255, blue = 255] = (ground.match(/\d+/g) ?? []).map(Number);
    expect(Math.max(red, green, blue), `${ground} is dark`).toBeLessThan(80);
  });
});

test('the samples of the parts are not in the release', async ({ site, page }) => {
  await signIn(page, site, ADMIN.email, ADMIN.password);
  const answer = await page.goto(`${site.url}/dev/parts`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible();
});

test('an address that names nothing keeps the frame, and a folder that is not there has a heading', async ({ site, page }) => {
  await signIn(page, site, ADMIN.email, ADMIN.password);
  for (const path of ['/nothing/here', '/folders/999', '/people/999', '/groups/999', '/events/999999', '/tickets/999', '/inboxes/999']) {
    const answer = await page.goto(site.url + path);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole('heading', { name: 'Not found', level: 1 }), path).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Main' }), path).toBeVisible();
  }
});
