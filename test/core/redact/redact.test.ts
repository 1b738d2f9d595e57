import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../../lib/core/redact/redact.ts';
import { draws, long } from '../../kit/draws.ts';

const letters = (alphabet: string, minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const alphanumeric = `${upper}${upper.toLowerCase()}0123456789`;
const base64 = `${alphanumeric}+/`;
/** No prose, and only characters that a shell or a URL keeps unchanged. */
const password = letters(`${alphanumeric}-_.!%^*+`, 8, 24).map((drawn) => `x7${drawn}9`);
const token = letters(alphanumeric, 24, 40).map((drawn) => `${drawn}7`);
const jwt = fc
  .tuple(letters(alphanumeric, 12, 60), letters(`${alphanumeric}-_`, 20, 80))
  .map((parts) => `eyJ${parts.join('.')}`);
const keyBody = fc.array(letters(base64, 64), { minLength: 2, maxLength: 26 });

/** A secret, and its forms in a text. */
const kinds: Record<string, { secret: fc.Arbitrary<string>; forms: ((secret: string) => string)[]; kind: string }> = {
  'AWS access key': {
    secret: fc.tuple(fc.constantFrom('AKIA', 'ASIA'), letters(`${upper}0123456789`, 16)).map((parts) => parts.join('')),
    forms: [(s) => s, (s) => `AWS_ACCESS_KEY_ID=${s}`, (s) => `"AccessKeyId": "${s}"`, (s) => `\\n${s}`],
    kind: 'AWS access key',
  },
  'AWS secret key': {
    secret: letters(base64, 40).filter((drawn) => /[^a-f0-9]/.test(drawn)),
    forms: [
      (s) => `AWS_SECRET_ACCESS_KEY=${s}`,
      (s) => `aws_secret_access_key = ${s}`,
      (s) => `"SecretAccessKey": "${s}"`,
      (s) => `{\\"secretAccessKey\\":\\"${s}\\"}`,
      (s) => `aws configure set aws_secret_access_key ${s}`,
      (s) => `--secret-access-key ${s}`,
      (s) => `AKIAIOSFODNN7EXAMPLE,${s}`,
    ],
    kind: '',
  },
  'AWS session token': {
    secret: letters(base64, 60, 300).map((drawn) => `IQoJb3JpZ2lu${drawn}`),
    forms: [
      (s) => s,
      (s) => `export AWS_SESSION_TOKEN=${s}`,
      (s) => `"SessionToken": "${s}"`,
      (s) => `X-Amz-Security-Token: ${s}`,
    ],
    kind: '',
  },
  password: {
    secret: password,
    forms: [
      (s) => `PASSWORD=${s}`,
      (s) => `export DB_PASS='${s}'`,
      (s) => `+ MYSQL_PWD="${s}"`,
      (s) => `-Dspring.datasource.password=${s}`,
      (s) => `--password ${s}`,
      (s) => `--db-password="${s}"`,
      (s) => `["--password", "${s}"]`,
      (s) => `password: ${s}`,
      (s) => `password: '${s}'`,
      (s) => `  db_password: |\n    ${s}`,
      (s) => `{"user":"bob","password":"${s}"}`,
      (s) => `{\\"password\\": \\"${s}\\"}`,
      (s) => `{ "name": "DB_PASSWORD", "value": "${s}" }`,
      (s) => `- name: DB_PASSWORD\n  value: ${s}`,
      (s) => `ParameterKey=DBPassword,ParameterValue=${s}`,
      (s) => `User(name=bob, password=${s}, id=4)`,
      (s) => `<password>${s}</password>`,
      (s) => `:password => "${s}"`,
      (s) => `$env:DB_PASSWORD = "${s}"`,
      (s) => `config["password"] = "${s}"`,
      (s) => `ALTER USER shop WITH PASSWORD '${s}'`,
      (s) => `machine example.com login bob password ${s}`,
      (s) => `sshpass -p ${s} ssh bob@example.com`,
      (s) => `docker login -u AWS -p ${s} 123456789012.dkr.ecr.eu-central-1.amazonaws.com`,
      (s) => `mysql -u root -p${s} shop`,
      (s) => `echo ${s} | docker login -u bob --password-stdin`,
      (s) => `curl -u bob:${s} https://example.com`,
      (s) => `curl --user "bob:${s}" https://example.com`,
    ],
    kind: 'password',
  },
  'password in a URL or a connection string': {
    secret: password,
    forms: [
      (s) => `https://bob:${s}@example.com/path`,
      (s) => `postgres://shop:${s}@db.internal:5432/shop`,
      (s) => `mongodb+srv://shop:${s}@cluster0.abc.mongodb.net/db`,
      (s) => `amqps://shop:${s}@broker:5671/%2f`,
      (s) => `redis://:${s}@cache:6379`,
      (s) => `jdbc:postgresql://db/shop?user=shop&password=${s}&ssl=true`,
      (s) => `jdbc:oracle:thin:shop/${s}@db:1521/XE`,
      (s) => `Server=db;User Id=sa;Password=${s};Database=shop`,
      (s) => `Server=db;Pwd=${s};Database=shop`,
    ],
    kind: 'password',
  },
  'storage key': {
    secret: letters(base64, 86).map((drawn) => `${drawn}==`),
    forms: [
      (s) => `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${s};EndpointSuffix=core.windows.net`,
      (s) => `Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${s}`,
    ],
    kind: 'key',
  },
  'header or assignment of a token': {
    secret: token,
    forms: [
      (s) => `Authorization: Bearer ${s}`,
      (s) => `-H "Authorization: token ${s}"`,
      (s) => `"authorization":"Basic ${s}"`,
      (s) => `Basic ${s}`,
      (s) => `bearer ${s}`,
      (s) => `X-Api-Key: ${s}`,
      (s) => `Cookie: theme=dark; session=${s}`,
      (s) => `GITHUB_TOKEN=${s}`,
      (s) => `ENV NPM_TOKEN ${s}`,
      (s) => `CLIENT_SECRET: "${s}"`,
      (s) => `apiKey: '${s}',`,
      (s) => `API key: ${s}`,
      (s) => `--token=${s}`,
      (s) => `//registry.npmjs.org/:_authToken=${s}`,
      (s) => `https://${s}@github.com/acme/shop.git`,
      (s) => `https://example.com/?access_token=${s}&page=2`,
    ],
    kind: '',
  },
  'signed URL': {
    secret: letters('abcdef0123456789', 64),
    forms: [
      (s) => `https://b.s3.amazonaws.com/k?X-Amz-Expires=900&X-Amz-Signature=${s}&x-id=GetObject`,
      (s) => `https://shop.blob.core.windows.net/c/b?sv=2024-11-04&sr=b&sig=${s}`,
    ],
    kind: 'signature',
  },
  'JSON web token': { secret: jwt, forms: [(s) => s, (s) => `id=${s}`, (s) => `{"t":"${s}"}`], kind: '' },
  'token with a known form': {
    secret: fc
      .tuple(
        fc.constantFrom(
          'ghp_',
          'ghs_',
          'github_pat_',
          'glpat-',
          'npm_',
          'pypi-Ag',
          'sk_live_',
          'rk_test_',
          'AIza',
          'ya29.',
          'dckr_pat_',
          'SG.',
          'hvs.',
          'xoxb-',
          'xapp-1-',
          'sk-ant-1',
        ),
        letters(alphanumeric, 36, 48),
      )
      .map((parts) => parts.join('')),
    forms: [(s) => s, (s) => `"${s}"`, (s) => `\\n${s}\\n`, (s) => `(${s})`],
    kind: '',
  },
  webhook: {
    secret: token,
    forms: [
      (s) => `https://hooks.slack.com/services/T0AAAAAAA/B0AAAAAAA/${s}`,
      (s) => `hooks.slack.com/workflows/T0/A0/${s}`,
    ],
    kind: 'webhook',
  },
};

/** Possible places in a log. */
const places: ((text: string) => string)[] = [
  (text) => text,
  (text) => `${text} and then some more`,
  (text) => `Step 3/9: ${text}`,
  (text) => `[Container] 2026/11/22 10:31:02.123456 Running command ${text}`,
  (text) => `one line\n${text}\nanother line`,
  (text) => `2026-11-22T10:31:02.000Z\tINFO\t${text}\r\n`,
];

function draw(name: string) {
  const { secret, forms } = kinds[name] as (typeof kinds)[string];
  return fc.tuple(secret, fc.constantFrom(...forms), fc.constantFrom(...places));
}

describe('redaction', () => {
  it.each(Object.keys(kinds))('hides every %s, in any place', (name) => {
    fc.assert(
      fc.property(draw(name), ([secret, form, place]) => {
        const text = redact(place(form(secret)));
        expect(text).not.toContain(secret);
        expect(text).toContain(`[redacted: ${kinds[name]?.kind ?? ''}`);
      }),
      long.draws(1_000),
    );
  });

  const openings = ['eyJ', 'ZXlK', 'AKIA', 'ghp_', 'xoxb-', 'sk-', 'AIza', 'SG.'];
  it.each(openings)('hides a whole password that contains the beginning of a token: %s', (opening) => {
    const inside = `${opening}AbCdEfGh1234567890AbCdEfGh1234567890`;
    for (const text of [
      `https://bob:q7${inside}!w8@example.com/path`,
      `mysql://root:${inside}!w8@db:3306/shop`,
      `DB_PASSWORD='q7${inside}!w8'`,
      `{"password": "q7${inside}!w8"}`,
      `curl -u 'bob:q7${inside}!w8' https://example.com`,
    ]) {
      const redacted = redact(text);
      expect(redacted).not.toContain('q7');
      expect(redacted).not.toContain('w8');
    }
  });

  it.each(Object.keys(kinds))('hides the rest of a truncated %s', (name) => {
    fc.assert(
      fc.property(draw(name), fc.double({ min: 0.7, max: 1, noNaN: true }), ([secret, form], share) => {
        const text = form(secret);
        const begin = text.indexOf(secret);
        const cut = text.slice(0, begin + Math.max(Math.ceil(secret.length * share), 18));
        const left = cut.slice(begin, begin + secret.length);
        // A password in a URL is recognized by the @ after it, and one before a pipe by the pipe.
        fc.pre(!/:\/\/|jdbc:oracle|^echo /.test(text) || cut === text);
        expect(redact(cut)).not.toContain(left);
      }),
      long.draws(1_000),
    );
  });

  const wraps: [form: string, (lines: string[]) => string][] = [
    ['in full', (lines) => ['-----BEGIN RSA PRIVATE KEY-----', ...lines, '-----END RSA PRIVATE KEY-----'].join('\n')],
    [
      'with headers',
      (lines) =>
        [
          '-----BEGIN RSA PRIVATE KEY-----',
          'Proc-Type: 4,ENCRYPTED',
          'DEK-Info: AES-256-CBC,00FF',
          '',
          ...lines,
          '-----END RSA PRIVATE KEY-----',
        ].join('\r\n'),
    ],
    ['without its end', (lines) => ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines].join('\n')],
    ['without its beginning', (lines) => [...lines, '-----END PRIVATE KEY-----'].join('\n')],
    [
      'on one line',
      (lines) => `KEY="${['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\\n')}"`,
    ],
    ['on one line, without its end', (lines) => `{"key":"${['-----BEGIN PRIVATE KEY-----', ...lines].join('\\n')}`],
    ['on one line, without its beginning', (lines) => `${[...lines, '-----END PRIVATE KEY-----'].join('\\n')}"}`],
    [
      'of PGP',
      (lines) =>
        [
          '-----BEGIN PGP PRIVATE KEY BLOCK-----',
          'Version: 1',
          '',
          ...lines,
          '=ab3D',
          '-----END PGP PRIVATE KEY BLOCK-----',
        ].join('\n'),
    ],
    [
      'behind log prefixes',
      (lines) => ['-----BEGIN EC PRIVATE KEY-----', ...lines].map((line) => `10:31:02 build | ${line}`).join('\n'),
    ],
  ];
  it.each(wraps)('hides a private key %s, and nothing around it', (_, wrap) => {
    fc.assert(
      fc.property(keyBody, (lines) => {
        const text = redact(`before it\n${wrap(lines)}\nand after it`);
        for (const line of lines) expect(text).not.toContain(line);
        expect(text).toContain('[redacted: private key]');
        expect(text).toMatch(/^before it\n/);
        expect(text).toMatch(/\nand after it$/);
      }),
      long.draws(150),
    );
  });

  it('hides a passphrase of several words', () => {
    expect(redact('password: correct horse battery staple # of the shop\nuser: bob')).toBe(
      'password: [redacted: password] # of the shop\nuser: bob',
    );
  });

  it.each([
    ['AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE', 'AWS_ACCESS_KEY_ID=[redacted: AWS access key]'],
    ['{"password":"a\\"b","user":"bob"}', '{"password":"[redacted: password]","user":"bob"}'],
    ['{\\"token\\":\\"a1b2\\",\\"user\\":\\"bob\\"}', '{\\"token\\":\\"[redacted: token]\\",\\"user\\":\\"bob\\"}'],
    ['Server=db;Password=a,b;Database=shop', 'Server=db;Password=[redacted: password];Database=shop'],
    ['https://bob:p@ss@example.com/x', 'https://bob:[redacted: password]@example.com/x'],
    ['password=$Ecret1', 'password=[redacted: password]'],
    [
      'password=abc1 https://bob:x@example.com',
      'password=[redacted: password] https://bob:[redacted: password]@example.com',
    ],
    ['<password>abc1</password>', '<password>[redacted: password]</password>'],
    ['token ghp_0123456789abcdefghijABCDEFGHIJ012345.', 'token [redacted: GitHub token].'],
  ])('keeps the text around a secret: %s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });
});

describe('redaction keeps', () => {
  it.each([
    'HEAD is now at 87f808e Round half to even',
    'commit 87f808edcf4d9a266bcaa5137835a19216418f02',
    'arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/db-password-AbCdEf:password::',
    'DB_SECRET_ARN=arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop-AbCdEf',
    'Digest: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    '94fb261b-65d0-41ba-bea3-b08420e9b5e7',
    'PWD=/codebuild/output/src123/src',
    'PASSWORD_FILE=/run/secrets/db',
    '    at parseToken (/codebuild/output/src/lib/token.ts:12:5)',
    "src/password.ts:12:5 - error TS2322: Type '{ token: string; }' is not assignable",
    'password must not be empty',
    'ValidationError: password: must not be empty',
    'token expired',
    'The security token included in the request is expired',
    'SyntaxError: Unexpected token \'<\', "<!DOCTYPE "... is not valid JSON',
    'SyntaxError: Unexpected token: }',
    'error: option --token requires an argument',
    'Bearer authentication failed',
    'Basic authentication is required',
    'Using secret from environment',
    'password: $DB_PASSWORD',
    'curl -H "X-Api-Key: $API_KEY" https://example.com',
    'DB_PASSWORD=***',
    'expect(token === undefined)',
    'Tests: 3 failed, 117 passed, 120 total (pass: 117)',
    'max_tokens: 4096, tokens: 1234',
    'docker run --rm -u 1000:1000 -p 8080:80 shop:latest',
    'git push -u origin HEAD:main',
    'git@github.com:acme/shop.git',
    'npm ERR! code ERESOLVE',
    'Downloading https://repo.maven.apache.org/maven2/org/foo/bar/1.2/bar-1.2.jar (12 kB at 3.1 MB/s)',
    'npm http fetch GET 200 https://registry.npmjs.org/@scope%2fpkg 12ms',
    '-----BEGIN CERTIFICATE-----',
    'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7 bob@example.com',
    'credentials: { profile: default }',
    '12345678901234567890 1.5 0x1f 1e9',
  ])('%s', (line) => {
    expect(redact(line)).toBe(line);
  });
});

/** Pieces that the rules match, in any order, to test rules that match the same text. */
const piece = fc.constantFrom(
  'password',
  'token',
  'secret',
  'pass',
  'pwd',
  'api_key',
  'authorization',
  'cookie',
  'arn:aws:',
  '--',
  '-p',
  '=',
  ':',
  ' ',
  '\n',
  '"',
  "'",
  '\\',
  '\\"',
  '\\n',
  '{',
  '}',
  '[',
  ']',
  '<',
  '>',
  ',',
  ';',
  '&',
  '@',
  '/',
  '://',
  'eyJ',
  'AKIA',
  'Bearer ',
  'Basic ',
  'value',
  'abc123',
  'x',
  '-----BEGIN PRIVATE KEY-----',
  '-----END PRIVATE KEY-----',
  '[redacted: token]',
  '| ',
  'sig=',
  'login ',
  'mysql ',
  '$X',
  '#',
);

describe('a redaction', () => {
  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const once = redact(pieces.join(''));
        expect(redact(once)).toBe(once);
      }),
      { ...long.draws(20_000), examples: [[['arn:aws:', 'eyJ', 'password', 'password', '@', 'password', 'arn:aws:']]] },
    );
  });

  /** A rule that reads the text again from each character would need 10¹² steps, and would not end here. */
  it('ends for a long text of any pattern, with a million characters in a deep run', () => {
    const size = long.part(1_000_000);
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), (pieces) => {
        const pattern = pieces.join('');
        const text = pattern.repeat(Math.ceil(size / pattern.length));
        expect(redact(text).length).toBeLessThan(size * 10);
      }),
      draws(25),
    );
  });
});
