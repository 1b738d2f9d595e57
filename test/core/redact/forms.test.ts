import { describe, expect, it } from 'vitest';
import { redact } from '../../../lib/core/redact/redact.ts';

/** Exact results, most of them in pairs: a form with a secret, and the most similar form without one. */

const PASSWORD = '[redacted: password]';
const TOKEN = '[redacted: token]';
const KEY = '[redacted: private key]';
const OTHER = '[redacted: credentials]';
const SECRET = '[redacted: secret]';
const [BEGIN, END] = ['BEGIN', 'END'].map((edge) => `-----${edge} PRIVATE KEY-----`);
const LINE = 'MIIabcDEF0123456789+/'.padEnd(64, 'Ab3');
const GITHUB = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');

/** A reference of a shell. */
const reference = (inner: string) => `$\{${inner}}`;

/** A text without a second part stays unchanged. */
type Case = [text: string, becomes?: string];

const forms: Record<string, Case[]> = {
  'an assignment': [
    ['password=token=a1b2c3d4 next', `password=${PASSWORD} next`],
    ['password="the old token: a1b2c3d4" next', `password="the old token: ${TOKEN}" next`],
    ['{"value": "x1y2", "name": "DB_PASSWORD"}', `{"value": "${PASSWORD}", "name": "DB_PASSWORD"}`],
    ['{"value": "x1y2", "name": "DB_PASSWORD_FILE"}'],
    ['{"value": "x1y2", "name": "region"}'],
    ['"DB_PASSWORD=correct horse" next', `"DB_PASSWORD=${PASSWORD}" next`],
    ['"DB_PASSWORD_PROD=correct horse" next', `"DB_PASSWORD_PROD=${PASSWORD}" next`],
    ["['DB_PASSWORD=correct horse', 'b']", `['DB_PASSWORD=${PASSWORD}', 'b']`],
    ['DB_PASSWORD=correct horse', `DB_PASSWORD=${PASSWORD} horse`],
    [`password=${'x1'.repeat(700)} next`, `password=${PASSWORD} next`],
    ['password == hunter2x', `password == ${PASSWORD}`],
    ['password == expected'],
    ['password=""'],
  ],
  'a phrase': [
    ['password: correct horse\nuser: bob', `password: ${PASSWORD}\nuser: bob`],
    ['password: correct horse # of it', `password: ${PASSWORD} # of it`],
    ['password: correct # horse of it', `password: ${PASSWORD} # horse of it`],
    ['passphrase: correct horse', `passphrase: ${PASSWORD}`],
    ['- password: correct horse', `- password: ${PASSWORD}`],
    ['a password: correct horse', `a password: ${PASSWORD} horse`],
    ['password = correct horse', `password = ${PASSWORD} horse`],
    ['token: correct horse battery'],
  ],
  'a changed value': [
    ['~ password = "old1" -> "new2" # replaced', `~ password = "${PASSWORD}" -> "${PASSWORD}" # replaced`],
    ['~ password = old1 -> new2', `~ password = ${PASSWORD} -> ${PASSWORD}`],
    ['~ password = "old1" -> (known after apply)', `~ password = "${PASSWORD}" -> (known after apply)`],
  ],
  'a table': [
    [
      'user | password\n-----+-----\nbob | hunter2x\n(1 row)',
      `user | password\n-----+-----\nbob | ${PASSWORD}\n(1 row)`,
    ],
    ['| user | password |\n|---|---|\n| bob | hunter2x |', `| user | password |\n|---|---|\n| bob | ${PASSWORD} |`],
    [
      'user,password,city\nbob,hunter2x,Bonn\nann,"tr0ub4dor",Ulm\nbob,hunter2x\nann,tr0ub4dor,Ulm',
      `user,password,city\nbob,${PASSWORD},Bonn\nann,"${PASSWORD}",Ulm\nbob,hunter2x\nann,tr0ub4dor,Ulm`,
    ],
    ['user;token\nbob;a1B2c3D4\n', `user;token\nbob;${TOKEN}\n`],
    ['user\ttoken\nbob\ta1B2c3D4\n', `user\ttoken\nbob\t${TOKEN}\n`],
    ['password,city\nvalue,Bonn'],
    ['user,password_file\nbob,hunter2x'],
    ['note, the password was wrong: a, b, c!\nbob,hunter2x'],
    ['password | hunter2x |', `password | ${PASSWORD} |`],
    ['password | value |'],
    ['password,hunter2x', `password,${PASSWORD}`],
    ['password, hunter2x'],
  ],
  'a number': [
    ['pin: 4711', `pin: ${OTHER}`],
    ['pin: "4711"', `pin: "${OTHER}"`],
    ['--pin 4711', `--pin ${OTHER}`],
    ['pin: 471'],
    ['PIN=123456789'],
    ['pin: 4711x'],
    ['pin 4711'],
    ['pin is 4711'],
    ['otp: 123456', `otp: ${OTHER}`],
    ['otp "123456"', `otp "${OTHER}"`],
    ['otp: 12345'],
    ['otp is 123456'],
  ],
  'a name with many meanings': [
    ['key: Ab3dEf6hIj9k', 'key: [redacted: key]'],
    ['key: linux-node-modules'],
    ['auth: bob:hunter2x', `auth: ${OTHER}`],
    ['auth: bob:8080'],
    ['auth bob:hunter2x9', `auth ${OTHER}`],
    ['auth bob:hunter'],
    ['auth Ab3dEf6hIj9kLm2nOp5q', `auth ${OTHER}`],
    ['auth Ab3dEf6hIj9kLm2nOp5'],
  ],
  'a sentence': [
    ['The password is hunter2x', `The password is ${PASSWORD}`],
    ['The password is h2x4z6q'],
    ['The token is hunter2x'],
    ['password for bob is hunter2x', `password for bob is ${PASSWORD}`],
    ['The password was set to hunter2x', `The password was set to ${PASSWORD}`],
    ['the passphrase: hunter2x', `the passphrase: ${PASSWORD}`],
  ],
  'a passed test': [
    ['PASS=hunter2x'],
    ['PASS=hunter2x!', `PASS=${PASSWORD}`],
    ['pass=hunter2x', `pass=${PASSWORD}`],
    ['pass: Hunter2x', `pass: ${PASSWORD}`],
    ['pass: TestHunter2x'],
    ['pass: hunter'],
    ['--- PASS: hunter2x'],
    ['# pass: hunter2x'],
  ],
  'a call': [
    ['setPassword("hunter2x")', `setPassword("${PASSWORD}")`],
    ['setPassword("value")'],
    ['PASSWORD("hunter2x")', `PASSWORD("${PASSWORD}")`],
    ['x.password("hunter2x")', `x.password("${PASSWORD}")`],
    ['use password("hunter2x")'],
  ],
  'the next line': [
    ['password:\n  hunter2x\nnext', `password:\n  ${PASSWORD}\nnext`],
    ['password\nhunter2x\nnext', `password\n${PASSWORD}\nnext`],
    ['the password\nhunter2x\nnext'],
    ['password:\n  user=hunter2x\nnext'],
    ['password:\n  hunter2x and more'],
    ['--password \\\n  hunter\nnext', `--password \\\n  ${PASSWORD}\nnext`],
    ['password =>\n  hunter\n', `password =>\n  ${PASSWORD}\n`],
    ['password: |\n  one two\n  three\nnext: 1', `password: |\n  ${PASSWORD}\nnext: 1`],
    ['password: |\nhunter\nnext', `password: |\n${PASSWORD}\nnext`],
    ['password=<<EOF\nhunter\nEOF', `password=<<EOF\n${PASSWORD}\nEOF`],
    [`password=${'Ab3d'.repeat(15)}\nEf6h`, `password=${PASSWORD}`],
    [`password=${'Ab3d'.repeat(14)}Ab3\nEf6h`, `password=${PASSWORD}\nEf6h`],
  ],
  'a gap': [
    ['--password hunter', `--password ${PASSWORD}`],
    ['--password --next'],
    ['password  hunter2x', `password  ${PASSWORD}`],
    ['password  hunter'],
    ['password hunter2x'],
    ['password hunter2xAb9Cd3', `password ${PASSWORD}`],
    ["password 'hunter'", `password '${PASSWORD}'`],
    ["a_token 'hunter'"],
    ['ENV TOKEN hunter', `ENV TOKEN ${TOKEN}`],
    ['the TOKEN hunter'],
  ],
  'a tag, a list or a field': [
    ['<password>hunter</password>', `<password>${PASSWORD}</password>`],
    ['<property name="password">hunter</property>', `<property name="password">${PASSWORD}</property>`],
    ['<name>password</name><value>hunter</value>', `<name>password</name><value>${PASSWORD}</value>`],
    ['["--password", "hunter"]', `["--password", "${PASSWORD}"]`],
    ['["password", "hunter"]'],
    ['name: DB_PASSWORD\nvalue: hunter', `name: DB_PASSWORD\nvalue: ${PASSWORD}`],
    ['"DB_PASSWORD", value: hunter', `"DB_PASSWORD", value: ${PASSWORD}`],
    ['DB_PASSWORD, value: hunter'],
    [
      '"db_password": { "sensitive": true, "value": "hunter" }',
      `"db_password": { "sensitive": true, "value": "${PASSWORD}" }`,
    ],
  ],
  'a quoted or wrapped value': [
    ['password="a1\\"b" c', `password="${PASSWORD}" c`],
    ["password='a1\\'b' c", `password='${PASSWORD}' c`],
    ['\\"password\\": \\"a1\\\\\\"b\\" c', `\\"password\\": \\"${PASSWORD}\\" c`],
    ['password="un1\nnext', `password="${PASSWORD}\nnext`],
    ['password: Some("hunter")', `password: Some("${PASSWORD}")`],
    ['password=["hunter", "x"]', `password=["${PASSWORD}", "x"]`],
    ["password: b'hunter'", `password: b'${PASSWORD}'`],
    ['Authorization: Basic a b, c', `Authorization: ${OTHER}`],
    ['Cookie: a=b; c=d\nnext', 'Cookie: [redacted: cookie]\nnext'],
  ],
  'a harmless value': [
    ['token: token'],
    ['token=Token next'],
    ['token: token-x9', `token: ${TOKEN}`],
    ['secrets: prod/db,'],
    ['secret: prod/db9', `secret: ${SECRET}`],
    ['password: prod/db', `password: ${PASSWORD}`],
    ['pwd: hunter2x', `pwd: ${PASSWORD}`],
    ['PWD="C:\\x"'],
    ['pass: 12'],
    ['password: 12', `password: ${PASSWORD}`],
    ['tokens: 12'],
    ['password: must be set'],
    ['password: (required)'],
    ['password: requiredX9', `password: ${PASSWORD}`],
    ['password: required/optional', `password: ${PASSWORD}`],
    ['authorization: basic abcdef', `authorization: ${OTHER}`],
    ['token: one two three'],
    ['password: one two three', `password: ${PASSWORD}`],
    ['token: one is'],
    ['secret: wholly', `secret: ${SECRET}`],
    ['token: one two 3x9', `token: ${TOKEN} two 3x9`],
  ],
  'encoded text': [
    [base64('bob:hunter2x'), OTHER],
    [base64('bob:hunter2x\n'), OTHER],
    [base64('bob:hunter2x~'), OTHER],
    [base64('bob:hunter2x~~?>').replaceAll('+', '-').replaceAll('/', '_'), OTHER],
    [base64(`it is ${GITHUB}`), OTHER],
    [base64('a\tb\r\n PASSWORD=hunter2x'), OTHER],
    [base64('bob:hunter2\x7f')],
    [base64('bob:\x01hunter2x')],
    [base64('bob:hunt')],
    [base64('sha256:abcdefgh')],
    [base64('bob://hunter2x')],
    [base64('an ordinary sentence')],
  ],
  'a private key': [
    [`a\n${BEGIN}\n${LINE}\n${LINE}\n${END} b\nc`, `a\n${KEY} b\nc`],
    [`a ${BEGIN}${LINE}${END} b ${BEGIN}${LINE}${END} c`, `a ${KEY} b ${KEY} c`],
    [`a ${BEGIN}\n${LINE}\nVersion: 1\n\nnot a key: 1`, `a ${KEY}\nnot a key: 1`],
    [`${LINE}\n${LINE}\n${END}\nc`, `${KEY}\nc`],
    [`see it\nabc ${END}`, `see it\nabc ${KEY}`],
    [`x: abc${LINE}${END} c`, `x: ${KEY} c`],
    [`one ${END} two\n${BEGIN}\n${LINE}\n${END} three ${END} four`, `one ${KEY} two\n${KEY} three ${KEY} four`],
    [`Private-Lines: 1\n${LINE}\nPrivate-MAC: 00ff\nnext`, `Private-Lines: 1\n${KEY}\nnext`],
    [`${BEGIN}\n${'no key\n'.repeat(398)}${END}\nc`, `${KEY}\nc`],
    [`${BEGIN}\n${'no key\n'.repeat(399)}${END}\nc`, `${KEY}\n${'no key\n'.repeat(399)}${KEY}\nc`],
  ],
  'a name with another meaning': [
    ['secret: team/prod/db'],
    ['secretname: team/prod/db', `secretname: ${SECRET}`],
    ['pwd=/home/x1y2'],
    ['pwd=hunter2x1', `pwd=${PASSWORD}`],
    ['tokens: 123456'],
    ['tokensx: 123456', `tokensx: ${TOKEN}`],
    ['token: token'],
    ['token: tokenx1y2', `token: ${TOKEN}`],
  ],
  'the end of a private key without its beginning': [
    [`${LINE}\n${LINE}\nabcDEF==${END}\nnext`, `${KEY}\nnext`],
    [`${LINE}\n> abcDEF==${END}`, `> ${KEY}`],
    [`text ${LINE}\nfoo: abcDEF==${END} next`, `text ${LINE}\nfoo: ${KEY} next`],
    [`${LINE}\nab1= ${END}`, `${LINE}\nab1= ${KEY}`],
    [`${END} x`, `${KEY} x`],
  ],
  'a token': [
    [`\\n${GITHUB} x`, '\\n[redacted: GitHub token] x'],
    [`%3D${GITHUB} x`, '%3D[redacted: GitHub token] x'],
    ['ghp_0123'],
    ['EAAA0123456789abcdefghijABCDEF', TOKEN],
    ['xEAAA0123456789abcdefghijABCDEF'],
    ['\\u001bEAAA0123456789abcdefghijABCDEF', `\\u001b${TOKEN}`],
    ['\\tEAAA0123456789abcdefghijABCDEF', `\\t${TOKEN}`],
    ['\\nxEAAA0123456789abcdefghijABCDEF'],
    ['%20EAAA0123456789abcdefghijABCDEF', `%20${TOKEN}`],
    ['%2xEAAA0123456789abcdefghijABCDEF'],
    ['%2EAAA0123456789abcdefghijABCDEF'],
    ['[0;31mEAAA0123456789abcdefghijABCDEF', `[0;31m${TOKEN}`],
    ['[mEAAA0123456789abcdefghijABCDEF'],
    ['[xmEAAA0123456789abcdefghijABCDEF'],
    ['glpat-0123456789abcdefghij\nABCDEFGHIJ0123456789\nnext', '[redacted: GitLab token]\nnext'],
    ['glpat-0123456789abcdefghij\nABCDEFGHIJ012345678\nnext', '[redacted: GitLab token]\nABCDEFGHIJ012345678\nnext'],
    [`sqp_${'a1b2'.repeat(7)}\n${'C3d4'.repeat(3)}\nnext`, `${TOKEN}\nnext`],
    [`sqp_${'a1b2'.repeat(7)}\n${'C3d4'.repeat(6)}\nnext`, `${TOKEN}\n${'C3d4'.repeat(6)}\nnext`],
  ],
  'the output of a command': [
    ['gh auth token\n"a1B2c3D4e5"\nnext', `gh auth token\n"${SECRET}"\nnext`],
    ['gh auth token\na1B2c3D4e5 is it\n'],
    ['gh auth token\nvalue\nnext'],
    [
      'gh auth token\na1B2c3D4e5\ngh auth token\nz9Y8x7W6v5\nend',
      `gh auth token\n${SECRET}\ngh auth token\n${SECRET}\nend`,
    ],
  ],
  'a Kubernetes Secret': [
    [
      'kind: Secret\ndata:\n  a: aGk=\n\n  b: "eA=="\nmetadata:\n  name: x\n',
      `kind: Secret\ndata:\n  a: ${SECRET}\n\n  b: "${SECRET}"\nmetadata:\n  name: x\n`,
    ],
    [
      '- kind: Secret\n  stringData:\n    a: hi\n  type: Opaque\n',
      `- kind: Secret\n  stringData:\n    a: ${SECRET}\n  type: Opaque\n`,
    ],
    ['kind: Secret\ndata:\n  a: [redacted: key]\n  b: hi', `kind: Secret\ndata:\n  a: [redacted: key]\n  b: ${SECRET}`],
    [
      '{"kind":"Secret","data":{"a":"aGk="},"type":"Opaque"}',
      `{"kind":"Secret","data":{"a":"${SECRET}"},"type":"Opaque"}`,
    ],
    ['{"kind":"ConfigMap","data":{"a":"aGk="}}'],
    ['kind: ConfigMap\ndata:\n  a: hi\n'],
  ],
  'a secret behind invisible characters': [
    ['\x1b[31mpassword\x1b[0m=hunter', `password=${PASSWORD}`],
    ['pass\u200bword=hunter', `password=${PASSWORD}`],
    ['\x1b[31mred\x1b[0m text'],
  ],
  'a call that sets a name': [
    ["define('DB_PASSWORD', 'hunter2');", `define('DB_PASSWORD', '${PASSWORD}');`],
    ['config.setProperty("db.password", "hunter2")', `config.setProperty("db.password", "${PASSWORD}")`],
    ['errors.add("password", "is too short")'],
    ['compare("password", "hunter2")'],
    [
      'Credentials("Nexus", "nexus.example.org", "ci", "hunter2")',
      `Credentials("Nexus", "nexus.example.org", "ci", "${PASSWORD}")`,
    ],
  ],
  'a file': [
    ['+ echo hunter2x > .vault_pass', `+ echo ${PASSWORD} > .vault_pass`],
    ['echo "a1b2c3d4" >> ~/.npmrc && ls', `echo "${PASSWORD}" >> ~/.npmrc && ls`],
    ['+ echo version-2 > build/version.txt'],
    ['+ echo $VAULT_PASS > .vault_pass'],
  ],
  'a command that reads one': [
    ['ConvertTo-SecureString "hunter" -AsPlainText', `ConvertTo-SecureString ${PASSWORD} -AsPlainText`],
    ['ConvertTo-SecureString $password -AsPlainText'],
    ['dotnet user-secrets set "Jwt:Secret" "hunter2"', `dotnet user-secrets set "Jwt:Secret" ${PASSWORD}`],
    ['docker login -u AWS -p "$ECR_PASSWORD" registry.example.org'],
    [`docker login -u AWS -p "${reference('ECR_PASSWORD')}" registry.example.org`],
    [
      "docker login -u AWS -p '$ECR_PASSWORD' registry.example.org",
      `docker login -u AWS -p ${PASSWORD} registry.example.org`,
    ],
  ],
  'a placeholder': [
    ['UPDATE users SET password = $1 WHERE id = $2'],
    ['SET password = %s, token = %(token)s'],
    ['password = $1x', `password = ${PASSWORD}`],
    [`export DB_PASSWORD=${reference('DB_PASSWORD:?not set')}`],
    [
      `export DB_PASSWORD=${reference('DB_PASSWORD:-hunter2')}`,
      `export DB_PASSWORD=${reference(`DB_PASSWORD:${PASSWORD}`)}`,
    ],
  ],
  'a path or a name in a store': [
    ['GOOGLE_APPLICATION_CREDENTIALS=/tmp/gcp-key2.json'],
    ['SSH_AUTH_SOCK=/tmp/ssh-XXXXXX/agent.123'],
    ['    DB_PASSWORD: /shop/prod/db-password'],
    ['    NPM_TOKEN: shop/npm:token'],
    ['password=/Hunter2/x', `password=${PASSWORD}`],
    ['secrets: [{name: DB_PASSWORD, valueFrom: "/shop/db"}]'],
  ],
  'a key of a cache': [
    ['key: node-modules-linux-5f2c1a9be0d34c7e8a1b2c3d4e5f6071'],
    ['key: node-5f2c1a9be0d34c7e8a1b2c3d4e5f6071', 'key: [redacted: key]'],
  ],
  'the name of an assembly': [
    ['System.Data, Culture=neutral, PublicKeyToken=b77a5c561934e089'],
    ['KeyToken=b77a5c561934e089', `KeyToken=${TOKEN}`],
  ],
  'a query': [
    ['https://x/?key=Ab3dEf6hIj9kLm2n&x=1', 'https://x/?key=[redacted: key]&x=1'],
    ['https://x/?key=abcdefghijklmnopqr&x=1'],
  ],
};

describe.each(Object.entries(forms))('redaction in %s', (_, cases) => {
  it.each(cases.map(([text, becomes = text]) => [text, becomes]))('%j', (text, becomes) => {
    expect(redact(text)).toBe(becomes);
  });
});
