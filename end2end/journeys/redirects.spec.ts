import { ADMIN } from '../harness/installation';
import { letter, post } from '../harness/post';
import { eventually, expect, signIn, test } from '../harness/test';

const ZOE = 'zoe@customer.test';
const TEAM = 'equipe@colombier.test';
const OUTSIDE = 'lea@partner.test';

test.use({ locale: 'fr-FR' });

test('a list made on the page sends mail to its members, is changed, and is removed after a question', async ({ site, smtp, page }) => {
  const bob = await site.member('Bob');
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.getByRole('link', { name: 'Boîtes' }).click();
  await page.getByRole('link', { name: 'Listes et renvois' }).click();
  await expect(page.getByText('Pas encore de liste.')).toBeVisible();
  await expect(page.getByText('Pas encore de renvoi.')).toBeVisible();

  await page.getByRole('button', { name: 'Ajouter une liste' }).click();
  const dialog = page.getByRole('dialog', { name: 'Ajouter une liste' });
  await dialog.getByLabel('Nom').fill('Équipe');
  await dialog.getByLabel('Adresse', { exact: true }).fill(TEAM);
  await dialog.getByLabel(/Bob/).check();
  await dialog.getByLabel('Autres adresses').fill(TEAM);
  await dialog.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(dialog.locator('#members-note'), 'the refusal stands at its field')
    .toHaveText('Une adresse ne peut pas se renvoyer son propre mail.');
  await dialog.getByLabel('Autres adresses').fill(OUTSIDE);
  await dialog.getByLabel('Destinataires au plus').fill('beaucoup');
  await dialog.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(dialog.locator('#max_recipients-note')).toHaveText(/^Donnez un nombre entier/);
  await dialog.getByLabel('Destinataires au plus').fill('20');
  await dialog.getByRole('button', { name: 'Enregistrer' }).click();
  const line = page.getByRole('row').filter({ hasText: 'Équipe' });
  await expect(line).toContainText(OUTSIDE);
  await expect(line).toContainText('Bob');
  await expect(line).toContainText('20');

  post(site, ZOE, TEAM, letter(`Zoe <${ZOE}>`, TEAM, 'Bonjour', 'hello', 'Bonjour à tous.'));
  await eventually(() => smtp.mailsTo(OUTSIDE).length, 1, 'the outside member gets it');
  await eventually(() => smtp.mailsTo(bob.email).length, 1, 'the person gets it');

  await line.getByRole('button', { name: 'Modifier Équipe' }).click();
  const change = page.getByRole('dialog', { name: 'Modifier Équipe' });
  await expect(change.getByLabel('Autres adresses')).toHaveValue(OUTSIDE);
  await change.getByLabel('Qui peut écrire').selectOption('inside');
  await change.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(line).toContainText('Les personnes avec un compte seulement');

  await line.getByRole('button', { name: 'Supprimer Équipe' }).click();
  await page.getByRole('dialog', { name: 'Supprimer cette liste ?' }).getByRole('button', { name: 'Supprimer' }).click();
  await expect(page.getByText('Pas encore de liste.')).toBeVisible();
});

test('a forward of an inbox\'s address delivers to both: a ticket here, the mail there', async ({ site, smtp, page }) => {
  const inbox = await site.admin.post<{ generated_address: string }>('/inboxes', { name: 'Aide', external_addresses: [] });
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/redirects`);
  await page.getByRole('button', { name: 'Ajouter un renvoi' }).click();
  const dialog = page.getByRole('dialog', { name: 'Ajouter un renvoi' });
  await dialog.getByLabel('Adresse', { exact: true }).fill(inbox.generated_address);
  await dialog.getByLabel('Autres adresses').fill(OUTSIDE);
  await dialog.getByLabel('Remettre aux deux').check();
  await dialog.getByRole('button', { name: 'Enregistrer' }).click();
  await expect(page.getByRole('row').filter({ hasText: OUTSIDE })).toContainText('Oui');

  post(site, ZOE, inbox.generated_address, letter(`Zoe <${ZOE}>`, inbox.generated_address, 'Panne', 'down', 'Rien ne marche.'));
  await eventually(() => smtp.mailsTo(OUTSIDE).length, 1, 'it is sent on');
  await eventually(async () => (await site.admin.get<{ items: unknown[] }>('/tickets')).items.length, 1, 'and is a ticket');
});
