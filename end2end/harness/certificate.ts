import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An authority of our own and a certificate of it for `localhost`; the binary trusts it by SSL_CERT_FILE. */
export interface Certificate {
  authority: string;
  cert: string;
  key: string;
}

export function makeCertificate(directory: string): Certificate {
  const at = (name: string) => join(directory, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

  openssl('req', '-x509', ...key, '-days', '2', '-subj', '/CN=Colombier test authority',
    '-addext', 'basicConstraints=critical,CA:TRUE', '-keyout', at('ca.key'), '-out', at('ca.pem'));
  openssl('req', ...key, '-subj', '/CN=localhost', '-keyout', at('smtp.key'), '-out', at('smtp.csr'));
  writeFileSync(at('smtp.ext'),
    'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n');
  openssl('x509', '-req', '-days', '2', '-in', at('smtp.csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'),
    '-CAcreateserial', '-extfile', at('smtp.ext'), '-out', at('smtp.pem'));
  return { authority: at('ca.pem'), cert: at('smtp.pem'), key: at('smtp.key') };
}
