import { execFileSync } from 'node:child_process';
import type { Installation } from './installation';
import { python } from './smtp';

const SCRIPT = `
import smtplib, sys
with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as server:
    server.sendmail(sys.argv[2], [sys.argv[3]], sys.stdin.buffer.read())
`;

/** A stranger's mail server hands `message` over for `to`; it must be taken. */
export function post(site: Installation, from: string, to: string, message: string): void {
  execFileSync(python(), ['-c', SCRIPT, String(site.colombier.mailPort), from, to],
    { input: message.trimStart().replaceAll('\n', '\r\n'), stdio: 'pipe' });
}

/** Headers of a mail that a person wrote; `more` are lines of their own. */
export function letter(from: string, to: string, subject: string, id: string, text: string, more: string[] = []): string {
  return [`From: ${from}`, `To: ${to}`, `Subject: ${subject}`, `Message-ID: <${id}@customer.test>`,
    'Date: Mon, 02 Nov 2026 10:00:00 +0000', 'MIME-Version: 1.0', ...more,
    ...(more.some((line) => /^content-type:/i.test(line)) ? [] : ['Content-Type: text/plain; charset=utf-8']),
    '', text].join('\n');
}
