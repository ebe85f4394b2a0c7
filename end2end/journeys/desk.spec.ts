import type { Page } from '@playwright/test';
import { ADMIN, type Installation } from '../harness/installation';
import type { Json, Page as List } from '../harness/api';
import { letter, post } from '../harness/post';
import { header } from '../harness/smtp';
import { eventually, expect, signIn, test } from '../harness/test';

const ZOE = 'zoe@customer.test';
const SUPPORT = 'aide@colombier.test';

/** Text and HTML, a quotation, and a plan: what a customer's mail program makes of a question. */
const QUESTION = `--b
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset=utf-8

L'imprimante du hall est en feu.

On Mon, 2 Nov 2026, Support wrote:
> Tout va bien ?
--a
Content-Type: text/html; charset=utf-8

<p>L'imprimante du hall est <b>en feu</b>.</p><script>parent.document.title = 'mine'</script>
--a--

--b
Content-Type: application/pdf; name="plan.pdf"
Content-Disposition: attachment; filename="plan.pdf"

the plan
--b--
`;

function ask(site: Installation, to: string): void {
  post(site, ZOE, to, letter(`Zoe Durand <${ZOE}>`, SUPPORT, 'Imprimante en feu', 'question', QUESTION,
    ['Content-Type: multipart/mixed; boundary=b']));
}

/** The customer writes again, on the same matter. */
function askAgain(site: Installation, to: string): void {
  post(site, ZOE, to, letter(`Zoe Durand <${ZOE}>`, SUPPORT, 'Re: Imprimante en feu', 'again', 'Le hall aussi.',
    ['In-Reply-To: <question@customer.test>', 'References: <question@customer.test>']));
}

/** An inbox that acknowledges nothing, so that each mail to the customer is an agent's. */
async function inbox(site: Installation): Promise<string> {
  const made = await site.admin.post<{ id: string; generated_address: string }>('/inboxes',
    { name: 'Aide', external_addresses: [SUPPORT] });
  await site.admin.patch<Json>(`/inboxes/${made.id}`, { acknowledge: false });
  return made.generated_address;
}

async function messages(site: Installation): Promise<number> {
  const list = await site.admin.get<List<Json>>('/tickets/1/messages');
  return list.items.length;
}

/** Opens the one ticket, once it is there. */
async function openTicket(site: Installation, page: Page): Promise<void> {
  await eventually(async () => (await site.admin.get<List<Json>>('/tickets')).items.length, 1, 'the mail is a ticket');
  await page.goto(`${site.url}/tickets/1`);
  await expect(page.locator('.cold'), 'it wakes up').toHaveCount(0);
}

test.use({ locale: 'fr-FR' });

test('an inbox made on the page takes a mail, its ticket is answered, and the customer gets the answer', async ({ site, smtp, page }) => {
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.getByRole('link', { name: 'Boîtes' }).click();
  await expect(page.getByText('Pas encore de boîte.')).toBeVisible();
  await page.getByRole('button', { name: 'Ajouter une boîte' }).click();
  await page.getByLabel('Nom').fill('Aide');
  await page.getByLabel('Vos adresses').fill(SUPPORT);
  await page.getByRole('button', { name: 'Créer' }).click();
  await expect(page.getByRole('heading', { name: 'Aide' })).toBeVisible();
  const generated = (await page.locator('.copied code').textContent())!;
  await page.getByLabel('Accuser réception des nouveaux tickets').uncheck();
  await page.getByLabel('Signature').fill('L’équipe Aide');
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await expect(page.getByText('Enregistré.', { exact: true })).toBeVisible();

  ask(site, generated);
  await eventually(async () => (await site.admin.get<List<Json>>('/tickets')).items.length, 1, 'the mail is a ticket');
  await page.getByRole('link', { name: 'Tickets', exact: true }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Imprimante en feu' })).toContainText('Zoe Durand');
  await page.getByRole('link', { name: 'Imprimante en feu' }).click();

  const question = page.getByRole('article', { name: 'Reçu' });
  await expect(question).toContainText('L\'imprimante du hall est en feu.');
  await expect(question.getByText('> Tout va bien ?'), 'the quotation is folded').toBeHidden();
  await question.getByText('Texte cité').click();
  await expect(question.getByText('> Tout va bien ?')).toBeVisible();
  const [plan] = await Promise.all([page.waitForEvent('download'), question.getByRole('link', { name: 'plan.pdf' }).click()]);
  expect(plan.suggestedFilename()).toBe('plan.pdf');
  const [original] = await Promise.all([page.waitForEvent('download'), question.getByRole('link', { name: 'Original' }).click()]);
  expect(original.suggestedFilename()).toBe('message-1.eml');
  const [tab] = await Promise.all([page.context().waitForEvent('page'), question.getByRole('link', { name: 'onglet à part' }).click()]);
  await expect(tab.locator('b'), 'as its sender formatted it').toHaveText('en feu');
  await expect(tab.locator('script'), 'and without what it would run').toHaveCount(0);
  await tab.close();

  await page.getByLabel('Texte').fill('Les pompiers arrivent.');
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await eventually(() => smtp.mailsTo(ZOE).length, 1, 'the customer gets the answer');
  const [answer] = smtp.mailsTo(ZOE);
  expect(answer!.text).toContain('Les pompiers arrivent.');
  expect(answer!.text).toContain('L’équipe Aide');
  expect(header(answer!, 'From')).toContain(SUPPORT);
  expect(header(answer!, 'In-Reply-To')).toBe('<question@customer.test>');
  const ours = page.getByRole('article', { name: 'Notre réponse' });
  await expect(ours.locator('.delivery'), 'what the relay said').toContainText('250', { timeout: 15_000 });
  await expect(page.getByLabel('Texte'), 'the field is free again').toHaveValue('');

  await page.screenshot({ path: 'results/looks/french-ticket-answered.png', fullPage: true });
  await page.getByRole('link', { name: 'Reçus' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Imprimante en feu' })).toContainText('Nouveau ticket');
});

test('a message that came meanwhile stops the answer, is shown, and the draft outlives even a reload', async ({ site, smtp, page }) => {
  const generated = await inbox(site);
  ask(site, generated);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await openTicket(site, page);
  await page.getByLabel('Texte').fill('Quelle imprimante ?');
  await expect(page.getByText('Brouillon gardé sur cet ordinateur.')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Texte')).toHaveValue('Quelle imprimante ?');

  askAgain(site, generated);
  await eventually(() => messages(site), 2, 'the second mail joins the ticket');
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await expect(page.getByText('Un message plus récent est arrivé pendant que vous écriviez.')).toBeVisible();
  await expect(page.getByText('Le hall aussi.')).toBeVisible();
  await expect(page.getByLabel('Texte')).toHaveValue('Quelle imprimante ?');
  expect(smtp.mailsTo(ZOE), 'nothing left').toHaveLength(0);

  await page.getByRole('button', { name: 'Envoyer' }).click();
  await eventually(() => smtp.mailsTo(ZOE).length, 1, 'read, and sent again');
});

test('a note stays in the house, and a closed ticket is found under its view', async ({ site, smtp, page }) => {
  ask(site, await inbox(site));
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await openTicket(site, page);
  await page.getByLabel('Note interne').check();
  await page.getByLabel('Texte').fill('Elle brûle tous les lundis.');
  await page.getByRole('button', { name: 'Garder la note' }).click();
  await expect(page.getByRole('article', { name: 'Note interne' })).toContainText('tous les lundis');
  await page.getByLabel('Étiquettes').fill('feu, hall');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByText('Enregistré.', { exact: true })).toBeVisible();
  await page.getByLabel('État').selectOption('Clos');
  await eventually(async () => (await site.admin.get<List<Json>>('/tickets?status=closed')).items.length, 1, 'it is closed');

  await page.goto(`${site.url}/tickets?q=imprimante`);
  await expect(page.getByText('Aucun ticket ne correspond.')).toBeVisible();
  await page.getByRole('link', { name: 'Clos' }).click();
  await expect(page).toHaveURL(/view=closed&q=imprimante/);
  await expect(page.getByRole('row').filter({ hasText: 'hall' })).toContainText('Imprimante en feu');
  expect(smtp.mailsTo(ZOE)).toHaveLength(0);
});

test('a mail that the inbox only keeps becomes a ticket when it is run again', async ({ site, page }) => {
  const generated = await inbox(site);
  await site.admin.patch<Json>('/inboxes/1', { automatic_tickets: false });
  ask(site, generated);
  await eventually(async () => (await site.admin.get<List<Json>>('/received?verdict=held')).items.length, 1, 'it is held');
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/received?verdict=held`);
  const line = page.getByRole('row').filter({ hasText: 'Imprimante en feu' });
  await expect(line).toContainText('la boîte ne crée pas de tickets d’elle-même');
  await line.getByRole('button', { name: 'Relancer Imprimante en feu' }).click();
  await expect(line).toContainText('Nouveau ticket', { timeout: 15_000 });
  await line.getByRole('link', { name: '#1' }).click();
  await expect(page.getByRole('heading', { name: 'Imprimante en feu' })).toBeVisible();
});

test('a ticket appears on the open page as its mail comes, and moves up when it is written to again', async ({ site, page }) => {
  const generated = await inbox(site);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/tickets`);
  await expect(page.locator('.cold'), 'it wakes up').toHaveCount(0);
  await expect(page.getByText('Imprimante en feu')).toHaveCount(0);
  ask(site, generated);
  await expect(page.getByRole('row').filter({ hasText: 'Imprimante en feu' })).toBeVisible();
  post(site, ZOE, generated, letter(`Zoe Durand <${ZOE}>`, SUPPORT, 'Autre chose', 'other', 'Une question.'));
  await expect(page.getByRole('row').nth(1)).toContainText('Autre chose');
  askAgain(site, generated);
  await expect(page.getByRole('row').nth(1), 'written to last').toContainText('Imprimante en feu');
  await expect(page.getByRole('row').filter({ hasText: 'Imprimante en feu' })).toHaveCount(1);
});

test('the formatted version of a message is framed where nothing of it runs', async ({ site, page }) => {
  const generated = await inbox(site);
  ask(site, generated);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await openTicket(site, page);
  await page.getByRole('article', { name: 'Reçu' }).getByRole('button', { name: 'Afficher la mise en forme' }).click();
  const frame = page.frameLocator('iframe');
  await expect(frame.locator('b')).toHaveText('en feu');
  await expect(frame.locator('script')).toHaveCount(0);
  expect(await page.title()).not.toBe('mine');
});

test('a rule and a ready answer are written on the page, tried, and used', async ({ site, smtp, page }) => {
  const generated = await inbox(site);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/inboxes/1`);
  await page.getByRole('button', { name: 'Ajouter une réponse type' }).click();
  await page.locator('[name^="ready-name"]').fill('Pompiers');
  await page.locator('[name^="ready-text"]').fill('Bonjour {{ customer.shoe_size }}');
  await page.getByRole('button', { name: 'Enregistrer les réponses' }).click();
  await expect(page.getByRole('alert'), 'a field that is not there is named').toContainText('accolades');
  await page.locator('[name^="ready-text"]').fill('Bonjour {{ customer.first_name }}, les pompiers arrivent.');
  await page.getByRole('button', { name: 'Enregistrer les réponses' }).click();
  await expect(page.getByText('Enregistré.', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Ajouter une règle' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Nom').fill('Incendie');
  await form.getByLabel('Mots dans').fill('FEU');
  await form.getByLabel('Étiquettes').fill('urgence');
  await form.getByLabel('Priorité').selectOption({ label: 'Urgente' });
  await form.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.locator('.rules')).toContainText('Nouveau message, avec FEU → étiqueter urgence, priorité Urgente');

  ask(site, generated);
  await eventually(async () => (await site.admin.get<List<Json>>('/tickets')).items.filter((ticket) => ticket.priority === 'urgent').length,
    1, 'the rule acts');
  await page.getByRole('button', { name: 'Essayer sur les tickets passés' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'une règle aurait agi sur 1' })).toBeVisible();
  await page.screenshot({ path: 'results/looks/french-inbox-rules.png', fullPage: true });

  await openTicket(site, page);
  await page.getByLabel('Insérer une réponse type').selectOption({ label: 'Pompiers' });
  await expect(page.getByLabel('Texte')).toHaveValue('Bonjour Zoe, les pompiers arrivent.');
  await page.locator('.answer input[type="file"]').setInputFiles({ name: 'consignes été.txt', mimeType: 'text/plain', buffer: Buffer.from('Sortez.') });
  await expect(page.getByRole('list', { name: 'Pièces jointes' }).filter({ hasText: 'consignes été.txt' })).toBeVisible();
  await page.screenshot({ path: 'results/looks/french-ticket-attached.png', fullPage: true });
  await page.getByRole('button', { name: 'Envoyer' }).click();
  await eventually(() => smtp.mailsTo(ZOE).length, 1, 'the customer gets the answer');
  expect(smtp.mailsTo(ZOE)[0]!.raw, 'with the file').toContain('Sortez.');
});
