import { expect, it } from 'vitest';
import { kindOf } from '../../../lib/core/redact/secret-names.ts';

it.each([
  ['secretAccessKey', 'AWS secret key'],
  ['SECRET_ACCESS_KEY', 'AWS secret key'],
  ['secret_accesskey', 'AWS secret key'],
  ['sessionToken', 'AWS session token'],
  ['SESSION_TOKEN', 'AWS session token'],
  ['my_session_token', 'token'],
  ['my_secret_access_key', 'secret'],
  ['Passphrase', 'password'],
  ['pwd', 'password'],
  ['pw', 'password'],
  ['psw', 'password'],
  ['kennwort', 'password'],
  ['token', 'token'],
  ['Cookie', 'cookie'],
  ['api_key', 'key'],
  ['client_secret', 'secret'],
  ['authorization', 'credentials'],
])('the value of %s is redacted as %s', (name, kind) => {
  expect(kindOf(name)).toBe(kind);
});
