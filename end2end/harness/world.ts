import type { Folder, Json, Page } from './api';
import type { Installation, Member } from './installation';
import type { SmtpServer } from './smtp';
import { letter, post } from './post';
import { eventually } from './test';

/** What `furnish` made. */
export interface Furnished { plans: Folder; ana: Member; bob: Member; hugo: Member }

/** An installation as it looks after a week: names long and short, mails sent, skipped and waiting. */
export async function furnish(site: Installation, smtp: SmtpServer): Promise<Furnished> {
  const ana = await site.member('Ana');
  const bob = await site.member('Bob');
  const hugo = await site.member('Hugo', { name: 'Hugo Lefèvre-Descombes', language: 'fr' });
  const plans = await site.folder('Plans', [{ principal: ana.principal, level: 'write' }, { principal: bob.principal, level: 'read' }]);
  await site.folder('Comptes rendus de réunion', [{ principal: 'everyone', level: 'read' }], plans.id);
  await site.folder('a_name_without_any_space_that_goes_on_and_on_and_has_no_place_to_break', [], plans.id);
  await site.group('Office', [ana, bob]);
  await site.subscribe(bob.api, bob.principal, plans);
  await site.admin.post<Json>('/folders', { parent: null, name: 'Archive' });
  for (const name of ['site plan.pdf', 'facade-nord-version-définitive-corrigée-2.dwg', 'minutes.txt']) {
    await ana.api.deposit(plans, name, `content of ${name}`);
  }
  await letAsk(site);
  const mistake = await ana.api.deposit(plans, 'mistake.txt', 'not for you');
  await ana.api.delete(`/files/${mistake.id}`);
  await eventually(() => smtp.mailsTo(bob.email).length, 1, 'Bob gets his mail');
  await eventually(async () => (await site.sent(bob.email)).length, 1, 'the journal has its EMAIL SEND');
  await eventually(async () => (await site.skips()).length, 1, 'the deleted file is a SKIP');
  return { plans, ana, bob, hugo };
}

/** A mail that will wait for longer than any journey. */
export async function letOneWait(site: Installation, { plans, ana }: Furnished): Promise<void> {
  await site.setEmail({ time_email: '1h', time_email_max: '2h' });
  await ana.api.deposit(plans, 'next week.odt', 'waits');
}

/** A customer's question in an inbox, and an automatic answer from a sender nobody knows. */
async function letAsk(site: Installation): Promise<void> {
  const inbox = await site.admin.post<{ generated_address: string }>('/inboxes',
    { name: 'Support', external_addresses: ['support@colombier.test', 'a-rather-long-address-of-ours@subdomain.colombier.test'] });
  const to = inbox.generated_address;
  post(site, 'zoe@customer.test', to, letter('Zoe Durand <zoe@customer.test>', to,
    'The printer of the second floor does not print any more since this morning', 'q1', 'It only hums.\n'));
  post(site, 'robot@customer.test', to, letter('robot@customer.test', to, 'Away until Monday', 'q2', 'I am away.\n',
    ['Auto-Submitted: auto-replied']));
  await eventually(async () => (await site.admin.get<Page<Json>>('/tickets')).items.length, 2, 'both are tickets');
}
