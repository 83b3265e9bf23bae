import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { readAddress } from './postgres-address.ts';
import { explainTrouble } from './postgres-troubles.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const ca = join(folder.path, 'ca.pem');
writeFileSync(ca, 'a certificate');

const BASE = 'postgres://ana:secret@db.example.com:6432/crm';
const tls = (query: string) => readAddress(`${BASE}?${query}`).ssl;

test('an address says where the server is, how many connections there are, and what they are called', () => {
  expect(readAddress(BASE)).toMatchObject({
    host: 'db.example.com',
    port: 6432,
    user: 'ana',
    password: 'secret',
    database: 'crm',
  });
  expect(readAddress(BASE)).toMatchObject({ max: 10, application_name: 'rapport' });
  expect(readAddress(`${BASE}?pool_size=25&application_name=crm%20two`)).toMatchObject({
    max: 25,
    application_name: 'crm two',
  });
  for (const size of ['0', '1', '201', 'many', '2.5'])
    expect(() => readAddress(`${BASE}?pool_size=${size}`)).toThrow(
      'pool_size must be a number from 2 to 200',
    );
  expect(readAddress('postgres:///crm?host=/var/run/postgresql')).toMatchObject({
    host: '/var/run/postgresql',
    database: 'crm',
  });
});

test('sslmode means what it means to libpq, and what would go without TLS in silence is refused', () => {
  expect(tls('sslmode=disable')).toBe(false);
  expect(tls('sslmode=require')).toEqual({ rejectUnauthorized: false });
  expect(tls(`sslmode=require&sslrootcert=${ca}`)).toMatchObject({
    ca: 'a certificate',
    rejectUnauthorized: true,
  });
  expect(tls(`sslmode=verify-ca&sslrootcert=${ca}`)).toMatchObject({
    ca: 'a certificate',
    rejectUnauthorized: true,
  });
  expect(tls(`sslmode=verify-full&sslrootcert=${ca}`)).toEqual({
    ca: 'a certificate',
    rejectUnauthorized: true,
  });
  expect(tls('sslmode=verify-full&sslrootcert=system')).toEqual({ rejectUnauthorized: true });
  expect(tls(`sslrootcert=${ca}`)).toEqual({ ca: 'a certificate', rejectUnauthorized: true });
  expect(() => tls('sslmode=verify-ca')).toThrow('needs sslrootcert');
  for (const mode of ['prefer', 'allow', 'sometimes'])
    expect(() => tls(`sslmode=${mode}`)).toThrow('is not offered');
});

test('a certificate that is not there is named', () => {
  expect(() => tls('sslmode=verify-full&sslrootcert=/nowhere/ca.pem')).toThrow(
    'the file of sslrootcert cannot be read: ENOENT',
  );
});

test('no mode makes pg write a warning of its own among the lines of the log', async () => {
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.message);
  process.on('warning', note);
  for (const mode of ['require', 'verify-full', 'disable']) tls(`sslmode=${mode}`);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  expect(warnings).toEqual([]);
});

test('a certificate of a private CA is explained', () => {
  const error = Object.assign(new Error('self-signed certificate in certificate chain'), {
    code: 'SELF_SIGNED_CERT_IN_CHAIN',
  });
  expect(() => explainTrouble(error)).toThrow(
    /add sslrootcert=FILE to DATABASE_URL.*self-signed certificate in/,
  );
  expect(() => explainTrouble(new Error('The server does not support SSL connections'))).toThrow(
    'sslmode=disable',
  );
  expect(() => explainTrouble(new Error('something else'))).toThrow('something else');
});
