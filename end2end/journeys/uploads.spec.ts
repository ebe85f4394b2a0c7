import { ADMIN } from '../harness/installation';
import { expect, signIn, test } from '../harness/test';
import { depositAt, Upload } from '../harness/upload';

test('a file replaced while it is uploaded keeps both contents: the one that ended last is the newest', async ({ site }) => {
  const plans = await site.folder('Plans', []);
  const slow = await Upload.begin(site.admin, plans, 'plan.txt');
  await slow.write('slow ');
  const quick = await site.admin.deposit(plans, 'plan.txt', 'quick');
  await slow.write('content');
  const { status, body } = await slow.finish();

  expect(status, 'a new version of the same file').toBe(200);
  expect(body.id).toBe(quick.id);
  const events = await site.events({ object_type: 'FILE' });
  expect(events.map((event) => event.action)).toEqual(['MODIFY', 'ADD']);
  const content = async (address: string) => (await site.admin.send('GET', address, {})).text();
  expect(await content(`/files/${quick.id}/content`)).toBe('slow content');
  expect(await content(`/files/${quick.id}/versions/1/content`)).toBe('quick');
});

test('a folder deleted while a file is uploaded into it refuses the file, and nothing of it is kept', async ({ site }) => {
  const plans = await site.folder('Plans', []);
  const upload = await Upload.begin(site.admin, plans, 'plan.bin');
  // More than what is kept in the store's own file: it is on disk by now, and must go again.
  await upload.write(new Uint8Array(200_000));
  await site.admin.delete(`/folders/${plans.id}`);
  const { status, body } = await upload.finish();

  expect(status).toBe(409);
  expect(body.code).toBe('place_trashed');
  expect(body.detail).toBeTruthy();
  expect(await site.events({ object_type: 'FILE' })).toHaveLength(0);
});

test('a name that climbs out of its folder is refused as it was sent', async ({ site }) => {
  const plans = await site.folder('Plans', []);
  for (const address of ['..', '%2e%2e', '..%2f..%2fetc%2fpasswd', '%2Fetc%2Fpasswd', 'a%00b']) {
    const { status, body } = await depositAt(site.admin, plans, address);
    expect(status, address).toBe(422);
    expect(body.code, address).toMatch(/^name_/);
  }
});

test('files dropped on a folder are deposited, and one that may not be is said by its name', async ({ site, page }) => {
  const plans = await site.folder('Plans', []);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/folders/${plans.id}`);
  await expect(page.locator('button', { hasText: 'Upload' })).toBeEnabled();

  const carried = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['minutes'], 'minutes.txt'));
    transfer.items.add(new File(['what?'], 'what?.txt'));
    return transfer;
  });
  await page.locator('.upload-zone').dispatchEvent('drop', { dataTransfer: carried });

  const uploads = page.getByRole('list', { name: 'Uploads' });
  await expect(uploads.getByRole('listitem').filter({ hasText: 'minutes.txt' })).toContainText('Deposited');
  await expect(uploads.getByRole('listitem').filter({ hasText: 'what?.txt' })).toContainText('A name cannot contain');
  await expect(page.getByRole('table').getByRole('link', { name: 'minutes.txt' })).toBeVisible();
  expect((await site.events({ object_type: 'FILE' })).map((event) => event.path)).toEqual(['/Plans/minutes.txt']);
});

test('an upload that is stopped says so, and nothing of it is kept; tried again it is deposited', async ({ site, page }) => {
  const plans = await site.folder('Plans', []);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/folders/${plans.id}`);
  await expect(page.getByRole('button', { name: 'Upload' })).toBeEnabled();
  const held: (() => Promise<void>)[] = [];
  await page.route('**/files/plan.bin', (route) => { held.push(() => route.continue()); });
  await page.locator('input[type=file]').setInputFiles({ name: 'plan.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(50_000) });

  const line = page.getByRole('list', { name: 'Uploads' }).getByRole('listitem').filter({ hasText: 'plan.bin' });
  await expect.poll(() => held.length).toBe(1);
  await line.getByRole('button', { name: 'Stop' }).click();
  await expect(line).toContainText('Stopped; nothing was stored.');
  expect(await site.events({ object_type: 'FILE' })).toHaveLength(0);

  await page.unroute('**/files/plan.bin');
  await line.getByRole('button', { name: 'Try again' }).click();
  await expect(line).toContainText('Deposited');
});

test('an upload whose line goes dead says that nothing was stored', async ({ site, page }) => {
  const plans = await site.folder('Plans', []);
  await signIn(page, site, ADMIN.email, ADMIN.password);
  await page.goto(`${site.url}/folders/${plans.id}`);
  await page.route('**/files/plan.bin', (route) => route.abort('connectionreset'));
  await page.locator('input[type=file]').setInputFiles({ name: 'plan.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(50_000) });
  const line = page.getByRole('list', { name: 'Uploads' }).getByRole('listitem').filter({ hasText: 'plan.bin' });
  await expect(line).toContainText('The upload was interrupted; nothing was stored.');
  expect(await site.events({ object_type: 'FILE' })).toHaveLength(0);
});
