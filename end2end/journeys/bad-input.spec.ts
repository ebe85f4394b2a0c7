import type { Api, Folder } from '../harness/api';
import { expect, test } from '../harness/test';

/** What every refusal owes its reader: the right status, a stable code, a sentence. */
async function refused(api: Api, status: number, call: (api: Api) => Promise<unknown>): Promise<string> {
  const { status: got, problem } = await api.refusal(call);
  expect(got, JSON.stringify(problem)).toBe(status);
  expect(problem.code, 'a stable code').toMatch(/^[a-z_]+$/);
  expect(problem.status).toBe(status);
  expect(problem.title || problem.detail, 'a sentence').toBeTruthy();
  return problem.code;
}

test('names that cannot be, are refused and say so', async ({ site }) => {
  const plans = await site.folder('Plans', []);
  await refused(site.admin, 409, (api) => api.post('/folders', { parent: null, name: 'Plans' }));
  for (const name of ['', '..', 'a/b', 'a\u0000b', 'tab\tin', 'x'.repeat(300)]) {
    await refused(site.admin, 422, (api) => api.post('/folders', { parent: plans.id, name }));
  }
  for (const name of ['a/b', 'nul\u0000', 'x'.repeat(300)]) {
    await refused(site.admin, 422, (api) => api.deposit(plans, name, 'x'));
  }
});

test('the same name in two Unicode spellings is one file', async ({ site }) => {
  const plans = await site.folder('Plans', []);
  const composed = await site.admin.deposit(plans, 'caf\u00e9.txt', 'one');
  const decomposed = await site.admin.deposit(plans, 'cafe\u0301.txt', 'two');
  expect(decomposed.id).toBe(composed.id);
});

test('a file of 0 bytes is welcome', async ({ site }) => {
  const plans = await site.folder('Plans', []);
  const file = await site.admin.deposit(plans, 'empty', '');
  expect(file.size).toBe(0);
  const content = await site.admin.send('GET', `/files/${file.id}/content`, {});
  expect(await content.text()).toBe('');
});

test('a folder cannot be moved into itself or below itself', async ({ site }) => {
  const parent = await site.folder('Parent', []);
  const child = await site.folder('Child', [], parent.id);
  await refused(site.admin, 409, (api) => api.patch(`/folders/${parent.id}`, { parent: parent.id }));
  await refused(site.admin, 409, (api) => api.patch(`/folders/${parent.id}`, { parent: child.id }));
});

test('the last administrator stays one', async ({ site }) => {
  const me = await site.admin.get<{ id: string }>('/session');
  await refused(site.admin, 409, (api) => api.patch(`/users/${me.id}`, { role: 'member' }));
  await refused(site.admin, 409, (api) => api.patch(`/users/${me.id}`, { active: false }));
});

test('wrong JSON, a wrong cursor and an unknown filter are told apart from an empty list', async ({ site }) => {
  await refused(site.admin, 400, (api) => api.send('POST', '/folders', { 'content-type': 'application/json' }, '{"parent":'));
  await refused(site.admin, 400, (api) => api.get('/events?cursor=not-a-cursor'));
  await refused(site.admin, 400, (api) => api.get('/events?object_type=PIGEON'));
});

test('what one may not read does not exist, what one may not write is forbidden', async ({ site }) => {
  const bob = await site.member('Bob');
  const hidden = await site.folder('Hidden', []);
  const shown = await site.folder('Shown', [{ principal: bob.principal, level: 'read' }]);
  await refused(bob.api, 404, (api) => api.get(`/folders/${hidden.id}`));
  await refused(bob.api, 403, (api) => api.deposit(shown, 'no.txt', 'no'));
  await refused(bob.api, 403, (api) => api.put(`/folders/${shown.id}/rights`, []));
  await refused(bob.api, 403, (api) => api.get('/settings/smtp'));
});

test('an upload that breaks off leaves nothing behind', async ({ site }) => {
  const plans: Folder = await site.folder('Plans', []);
  const broken = new ReadableStream<Uint8Array>({
    start(controller) { controller.enqueue(new Uint8Array(100_000)); },
    pull(controller) { controller.error(new Error('the line went dead')); },
  });
  await fetch(`${site.url}/api/v1/folders/${plans.id}/files/half.bin`, {
    method: 'PUT', headers: site.admin.headers(), body: broken, duplex: 'half',
  } as RequestInit).catch(() => undefined);

  const files = await site.admin.get<{ items: unknown[] }>(`/folders/${plans.id}/files`);
  expect(files.items).toHaveLength(0);
  expect(await site.events({ object_type: 'FILE' })).toHaveLength(0);
});

test('without the page\'s Origin a cookie changes nothing', async ({ site }) => {
  const forged = { ...site.admin.headers(), origin: 'https://elsewhere.test', 'content-type': 'application/json' };
  const answer = await fetch(`${site.url}/api/v1/folders`, {
    method: 'POST', headers: forged, body: JSON.stringify({ parent: null, name: 'Forged' }),
  });
  expect(answer.status).toBe(403);
});
