import { createHash, generateKeyPairSync } from 'node:crypto';

/** A kind of secret: a text with it, and the parts that must be redacted. */
export type SecretCase = [kind: string, text: string, ...parts: string[]];

const HEX = '0123456789abcdef';
const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const ALNUM = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${LOWER}`;
const URL_SAFE = `${ALNUM}-_`;
const BASE64 = `${ALNUM}+/`;

/** Secrets of the right form, generated from a seed. None is real. */
export function secretCases(seed: string): SecretCase[] {
  let drawn = 0;
  const draw = (length: number, alphabet = ALNUM): string => {
    let text = '';
    while (text.length < length) {
      for (const byte of createHash('sha256').update(`${seed} ${drawn++}`).digest())
        text += alphabet[byte % alphabet.length];
    }
    return text.slice(0, length);
  };
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const uuid = () => [8, 4, 4, 4, 12].map((length) => draw(length, HEX)).join('-');
  const cases: SecretCase[] = [];
  const add = (kind: string, write: (secret: string) => string, secret = draw(14)) =>
    cases.push([kind, write(secret), secret]);
  const form = (kind: string, prefix: string, length: number, alphabet = ALNUM) =>
    add(kind, (s) => `error while calling with ${s} (401)`, prefix + draw(length, alphabet));

  // Forms of tokens.
  form('GitLab pipeline trigger', 'glptt-', 40, HEX);
  form('GitLab deploy', 'gldt-', 20, URL_SAFE);
  form('GitLab runner', 'glrt-', 20, URL_SAFE);
  form('GitLab job', 'glcbt-64_', 20, URL_SAFE);
  form('GitLab feature flags', 'glffct-', 20, URL_SAFE);
  form('GitLab incoming mail', 'glimt-', 25, URL_SAFE);
  form('GitLab agent', 'glagent-', 50, URL_SAFE);
  form('GitLab OAuth', 'gloas-', 64, URL_SAFE);
  form('GitLab SCIM', 'glsoat-', 20, URL_SAFE);
  form('GitLab feed', 'glft-', 20, URL_SAFE);
  form('Netlify', 'nfp_', 36);
  form('CircleCI', 'CCIPAT_', 60, `${ALNUM}_`);
  form('CircleCI project', 'CCIPRJ_', 60, `${ALNUM}_`);
  form('JFrog reference', 'cmVmdGtu', 56);
  form('Atlassian', 'ATATT3xFfGF0', 180, `${URL_SAFE}=`);
  form('Bitbucket app password', 'ATBB', 32);
  form('Trello', 'ATTA', 64, HEX);
  form('Figma', 'figd_', 40, URL_SAFE);
  form('Fly macaroon', 'fm2_', 120, BASE64);
  form('Contentful', 'CFPAT-', 43, URL_SAFE);
  form('Notion old', 'secret_', 43);
  add('Mailchimp', (s) => `mailchimp said 401 for ${s}`, `${draw(32, HEX)}-us12`);
  add('Mailgun', (s) => `mailgun ${s} is not active`, `${draw(32, HEX)}-${draw(8, HEX)}-${draw(8, HEX)}`);
  form('Cloudflare', 'cfut_', 48);
  add('Cloudflare origin CA', (s) => `origin ca ${s}`, `v1.0-${draw(24, HEX)}-${draw(146, HEX)}`);
  form('Shopify', 'shpat_', 32, HEX);
  form('Square', 'sq0atp-', 22, URL_SAFE);
  form('Square new', 'EAAA', 60, URL_SAFE);
  form('Sentry organisation', 'sntrys_', 120, BASE64);
  form('Sentry user', 'sntryu_', 64, HEX);
  add('Grafana service account', (s) => `grafana ${s}`, `glsa_${draw(32)}_${draw(8, HEX)}`);
  form('Grafana cloud', 'glc_', 120, BASE64);
  form('New Relic user', 'NRAK-', 27, UPPER);
  add('New Relic licence', (s) => `newrelic agent started with ${s}`, `${draw(36, HEX)}NRAL`);
  add('Dynatrace', (s) => `dynatrace ${s}`, `dt0c01.${draw(24, UPPER)}.${draw(64, UPPER)}`);
  form('Doppler', 'dp.st.dev.', 43);
  form('Linear', 'lin_api_', 40);
  add('Asana', (s) => `asana ${s}`, `1/${draw(16, DIGITS)}:${draw(32, HEX)}`);
  form('PlanetScale', 'pscale_tkn_', 43, URL_SAFE);
  form('Databricks', 'dapi', 32, HEX);
  form('Hugging Face', 'hf_', 34, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');
  form('Anthropic', 'sk-ant-api03-', 95, URL_SAFE);
  form('OpenRouter', 'sk-or-v1-', 64, HEX);
  form('Groq', 'gsk_', 52);
  form('Perplexity', 'pplx-', 48);
  form('Replicate', 'r8_', 37);
  form('Supabase', 'sbp_', 40, HEX);
  form('Vercel', 'vcp_', 40);
  add('Okta', (s) => `> Authorization: SSWS ${s}`, `00${draw(40, URL_SAFE)}`);
  form('PyPI', 'pypi-AgEIcHlwaS5vcmc', 100, URL_SAFE);
  form('RubyGems', 'rubygems_', 48, HEX);
  add('crates.io', (s) => `cargo publish --token ${s}`, `cio${draw(32)}`);
  form('Docker organisation', 'dckr_oat_', 32, URL_SAFE);
  add(
    'Docker swarm',
    (s) => `docker swarm join --token ${s} 10.0.0.1:2377`,
    `SWMTKN-1-${draw(50, LOWER)}-${draw(25, LOWER)}`,
  );
  form('Prefect', 'pnu_', 36);
  add('Harness', (s) => `harness ${s}`, `pat.${draw(22)}.${draw(24, HEX)}.${draw(20)}`);
  add('Airtable', (s) => `airtable ${s}`, `pat${draw(14)}.${draw(64, HEX)}`);
  form('Octopus Deploy', 'API-', 26, UPPER);
  form('Aiven', 'AVNS_', 19, URL_SAFE);
  form('age', 'AGE-SECRET-KEY-1', 58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L');
  form('Alibaba', 'LTAI', 20);
  form('Tencent', 'AKID', 32);
  form('Yandex', 'AQVN', 36, URL_SAFE);
  form('Heroku', 'HRKU-AA', 58, URL_SAFE);
  form('Scaleway', 'SCW', 17, UPPER);
  form('SonarQube', 'squ_', 40, HEX);
  add('Snyk', (s) => `snyk auth ${s}`, uuid());
  form('Snyk service', 'snyk_sat.', 40);
  add('LaunchDarkly', (s) => `sdk ${s}`, `sdk-${uuid()}`);
  form('Sourcegraph', 'sgp_', 40, HEX);
  form('Brevo', 'xkeysib-', 81, `${HEX}-`);
  add('HubSpot', (s) => `hubspot ${s}`, `pat-eu1-${uuid()}`);
  form('EasyPost test', 'EZTK', 54);
  form('Shippo', 'shippo_live_', 40, HEX);
  form('Duffel', 'duffel_test_', 43, URL_SAFE);
  form('Typeform', 'tfp_', 59, URL_SAFE);
  form('Clojars', 'CLOJARS_', 60, LOWER);
  form('OpenShift', 'sha256~', 43, URL_SAFE);
  form('Infracost', 'ico-', 32);
  form('ReadMe', 'rdme_', 70, LOWER);
  form('Bedrock', 'ABSK', 120, BASE64);
  add('Discord bot', (s) => `discord ${s}`, `M${draw(23)}.${draw(6)}.${draw(38, URL_SAFE)}`);
  add(
    'Discord webhook',
    (s) => `POST https://discord.com/api/webhooks/123456789012345678/${s} 404`,
    draw(68, URL_SAFE),
  );
  add('Zapier webhook', (s) => `POST https://hooks.zapier.com/hooks/catch/123456/${s}/`, draw(7, LOWER));
  add('PagerDuty integration', (s) => `https://events.pagerduty.com/integration/${s}/enqueue`, draw(32, HEX));
  add('Webex webhook', (s) => `https://webexapis.com/v1/webhooks/incoming/${s}`, draw(76));
  add('Rancher', (s) => `rancher ${s}`, `token-${draw(5, LOWER)}:${draw(54, LOWER)}`);
  add(
    '1Password secret key',
    (s) => `op account add ${s}`,
    `A3-${draw(6, UPPER)}-${draw(11, UPPER)}-${draw(5, UPPER)}-${draw(5, UPPER)}-${draw(5, UPPER)}`,
  );
  add('Facebook app', (s) => `graph ${s}`, `${draw(16, DIGITS)}|${draw(27, URL_SAFE)}`);
  add('Azure client secret', (s) => `az ${s}`, `${draw(3)}8Q~${draw(34, `${ALNUM}_~.-`)}`);
  add('MaxMind', (s) => `geoip ${s}`, `${draw(6)}_${draw(29)}_mmk`);
  add('htpasswd output', (s) => `ci:$apr1$${s}`, `${draw(8)}$${draw(22)}`);
  add('bcrypt hash', (s) => `inserted $2b$12$${s}`, draw(53));

  // Base64.
  add('user and password in base64', (s) => `using ${s} for the registry`, base64(`deploy:${draw(20)}`));
  add('AWS key in base64', (s) => `blob ${s} end`, base64(`AKIA${draw(16, UPPER)}`));
  add('JSON with a password in base64', (s) => `payload=${s}`, base64(`{"user":"ci","password":"${draw(20)}"}`));
  const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'der' })
    .toString('base64');
  add('private key without its frame', () => `key ${pem}`, pem.slice(50, 100));
  add(
    'Kubernetes Secret',
    (s) => `apiVersion: v1\ndata:\n  host: ${s}\nkind: Secret\nmetadata:\n  name: app`,
    base64(draw(20)),
  );
  add(
    'Kubernetes Secret as JSON',
    (s) => `{\n  "apiVersion": "v1",\n  "data": {\n    "dsn": "${s}"\n  },\n  "kind": "Secret"\n}`,
    base64(draw(20)),
  );
  add('Kubernetes stringData', (s) => `kind: Secret\nstringData:\n  host: ${s}\n`, draw(16));
  add(
    'Kubernetes Secret on one line',
    (s) => `{"apiVersion":"v1","data":{"x":"${s}"},"kind":"Secret"}`,
    base64(draw(20)),
  );
  add('kubeconfig token', (s) => `users:\n- name: ci\n  user:\n    token: ${s}`, draw(40));
  add(
    '.dockerconfigjson',
    (s) => `.dockerconfigjson: ${s}`,
    base64(JSON.stringify({ auths: { r: { auth: base64(`a:${draw(20)}`) } } })),
  );
  const long = draw(120, BASE64);
  const halves = [long.slice(0, 76), long.slice(76)];
  cases.push(['base64 over two lines', `API_SECRET=${halves.join('\n')}`, ...halves]);

  // Columns and tables.
  add('aligned equals', (s) => `db_host                 = "db"\ndb_password             = "${s}"`);
  add('aligned colon', (s) => `API_TOKEN:                    ${s}`);
  add('tab', (s) => `API_SECRET\t${s}`);
  add('aligned without a sign', (s) => `DB_USER        app\nDB_PASSWORD    ${s}`);
  add('Markdown table', (s) => `| name | value |\n|---|---|\n| db_password | ${s} |`);
  add('Markdown column', (s) => `| user | password |\n|------|----------|\n| app  | ${s} |`);
  add('psql', (s) => ` id | login | api_token\n----+-------+-----------\n  1 | ci    | ${s}\n(1 row)`);
  add('box table', (s) => `│ api_key │ ${s} │`);
  add('CSV', (s) => `user,password\nci,${s}`);
  add('CSV in quotes', (s) => `"User name","Password","Console"\n"ci","${s}","x"`);
  add('vault kv get', (s) => `Key         Value\n---         -----\npassword    ${s}\nuser        app`);
  add(
    'vault token',
    (s) => `Key                  Value\n---                  -----\ntoken                ${s}`,
    `s.${draw(24)}`,
  );
  add('heroku config', (s) => `=== app Config Vars\nSECRET_TOKEN:        ${s}`);
  add('terraform output', (s) => `db_password = "${s}"`);
  add(
    'terraform output as JSON',
    (s) => `"db_password": {\n    "sensitive": true,\n    "type": "string",\n    "value": "${s}"\n  }`,
  );
  add('terraform diff', (s) => `  ~ password = "${draw(14)}" -> "${s}"`);
  add('kubectl describe', (s) => `    Environment:\n      DB_PASSWORD:  ${s}\n      DB_HOST:      db`);
  add('PowerShell list', (s) => `Name     : app\nPassword : ${s}`);
  add(
    'PowerShell table',
    (s) =>
      `Name                           Value\n----                           -----\nAPI_KEY                        ${s}`,
  );
  add('aws table', (s) => `|  Name  |  /prod/db/password  |\n|  Type  |  SecureString       |\n|  Value |  ${s}  |`);
  add('aws assume-role table', (s) => `||  SecretAccessKey  |  ${s}  ||`, draw(40, BASE64));

  // Output of commands.
  add(
    'ssm get-parameter',
    (s) => `{"Parameter": {"Name": "/prod/db", "Type": "SecureString", "Value": "${s}", "Version": 1}}`,
  );
  add(
    'ssm get-parameter in lines',
    (s) => `    "Name": "/prod/db",\n    "Type": "SecureString",\n    "Value": "${s}",`,
  );
  add(
    'ssm get-parameter as text',
    (s) => `PARAMETER\tarn:aws:ssm:eu-central-1:1:parameter/x\ttext\t2026-11-29\t/prod/x\tSecureString\t${s}\t1`,
  );
  add(
    'ssm, value alone',
    (s) => `+ aws ssm get-parameter --name /p/x --with-decryption --query Parameter.Value --output text\n${s}`,
  );
  add(
    'secretsmanager, value alone',
    (s) => `$ aws secretsmanager get-secret-value --secret-id x --query SecretString --output text\n${s}\n`,
  );
  add('ecr login', (s) => `+ aws ecr get-login-password\n${s}`, base64(`{"p":"${draw(200)}`));
  add(
    'assume-role as text',
    (s) => `CREDENTIALS\tASIA${draw(16, UPPER)}\t2026-11-29T10:00:00Z\t${s}\ttoken`,
    draw(40, BASE64),
  );
  add('gcloud token', (s) => `gcloud auth print-access-token\n${s}`, `ya29.a0${draw(100, URL_SAFE)}`);
  add('vault field', (s) => `+ vault kv get -field=value secret/app\n${s}`);
  add('printenv', (s) => `+ printenv DB_PASSWORD\n${s}`);
  add('echo', (s) => `+ echo $API_TOKEN\n${s}`);
  add('kubectl create token', (s) => `kubectl create token ci\n${s}`, draw(60));

  // Names.
  for (const name of [
    'JENKINS_PSW',
    'ORACLE_PW',
    'NEXUS_PASS',
    'DB_PASSWD',
    'PGPASS',
    'GH_PAT',
    'REGISTRY_CREDS',
    'AUTH_SALT',
    'WIFI_PSK',
    'ROOT_KEY',
    'STRIPE_KEY',
    'APP_KEY',
    'HMAC_KEY',
    'JWT',
    'MAIL_AUTH',
  ]) {
    add(`name ${name}`, (s) => `${name}=${s}`, draw(24));
  }
  add('camel name', (s) => `dbPw: '${s}'`);
  add('contraseña', (s) => `contraseña: ${s}`);
  add('Kennwort', (s) => `Kennwort = ${s}`);
  add('mot de passe', (s) => `mot de passe : ${s}`);

  // Flags.
  const flags: [string, (s: string) => string][] = [
    ['keytool', (s) => `keytool -list -keystore k.jks -storepass ${s} -keypass x`],
    ['curl glued', (s) => `curl -sSfuci:${s} https://nexus.internal`],
    ['curl apart', (s) => `curl -s -u ci:${s} https://nexus.internal`],
    ['htpasswd', (s) => `htpasswd -nb ci ${s}`],
    ['htpasswd with a file', (s) => `htpasswd -bc /etc/nginx/.htpasswd ci ${s}`],
    ['mysql', (s) => `mysqldump -h db -u root -p${s} app`],
    ['docker login', (s) => `docker login -u ci -p ${s} registry.internal`],
    ['podman login', (s) => `podman login --username ci -p ${s} quay.io`],
    ['ldapsearch', (s) => `ldapsearch -x -D cn=admin -w ${s} -b dc=acme`],
    ['smbclient', (s) => `smbclient //host/share -U ci%${s}`],
    ['wget', (s) => `wget --user=ci --password=${s} https://x.example`],
    ['az login', (s) => `az login --service-principal -u app -p ${s} --tenant t`],
    ['mongo', (s) => `mongosh --host db -u app -p ${s}`],
    ['unzip', (s) => `unzip -P ${s} a.zip`],
    ['7z', (s) => `7z x -p${s} a.7z`],
    ['zip', (s) => `zip -P ${s} -r a.zip dir`],
    ['rabbitmqctl', (s) => `rabbitmqctl add_user ci ${s}`],
    ['signtool', (s) => `signtool sign /f c.pfx /p ${s} a.exe`],
    ['sqlplus', (s) => `sqlplus scott/${s}@//db:1521/ORCL`],
    ['keytool import', (s) => `keytool -importkeystore -srcstorepass ${s} -deststorepass ${s} -noprompt`],
    ['net use with the password first', (s) => `net use z: \\\\host\\share ${s} /user:ci`],
    ['net use', (s) => `net use \\\\host\\share /user:ci ${s}`],
    ['plink', (s) => `plink -ssh ci@host -pw ${s} ls`],
    ['snmpwalk', (s) => `snmpwalk -v3 -u ci -A ${s} host`],
    ['ssh-keygen', (s) => `ssh-keygen -t rsa -N ${s} -f k`],
    ['twine', (s) => `twine upload -u __token__ -p ${s} dist/*`],
    ['nuget', (s) => `nuget push a.nupkg -k ${s} -Source s`],
    ['composer', (s) => `composer config http-basic.repo.example ci ${s}`],
    ['npm config', (s) => `npm config set //registry.example/:_authToken ${s}`],
    ['chpasswd', (s) => `echo "ci:${s}" | sudo chpasswd`],
    ['here-string', (s) => `docker login -u ci --password-stdin <<< "${s}"`],
    ['security', (s) => `security unlock-keychain -p ${s} build.keychain`],
    ['kubectl create secret', (s) => `kubectl create secret generic app --from-literal=dsn=${s}`],
    ['openssl enc', (s) => `openssl enc -aes-256-cbc -k ${s} -in a`],
    ['IDENTIFIED BY', (s) => `CREATE USER 'app'@'%' IDENTIFIED BY '${s}';`],
    ['over two lines', (s) => `mytool --password \\\n  ${s}`],
    ['put-parameter', (s) => `aws ssm put-parameter --name /x --value ${s} --type SecureString`],
  ];
  for (const [kind, write] of flags) add(kind, write);

  // Addresses.
  add('slash in a password', (s) => `amqp://app:${s}@mq.internal:5672`, `${draw(6)}/${draw(8)}`);
  add('hash in a password', (s) => `mysql://app:${s}@db/app`, `${draw(6)}#${draw(8)}`);
  add('question mark in a password', (s) => `redis://:${s}@cache:6379`, `${draw(6)}?${draw(8)}`);
  add('e-mail as the user', (s) => `https://ci@acme.example:${s}@nexus.internal/x`);
  add('Go MySQL address', (s) => `app:${s}@tcp(db:3306)/app`);
  add('.pgpass', (s) => `db.internal:5432:app:app:${s}`);

  // Notations.
  add('next line', (s) => `Password:\n${s}`);
  add('YAML block', (s) => `password: |-\n  ${s}\nuser: x`);
  add('value before its name', (s) => `{"value": "${s}", "name": "DB_PASSWORD"}`);
  add('Elastic Beanstalk', (s) => `"OptionName": "DB_PASSWORD",\n  "Value": "${s}"`);
  add('docker inspect', (s) => `"Env": [\n "PATH=/bin",\n "API_SECRET=${s} ${s}"\n]`);
  add('XML attribute', (s) => `<add key="ClearTextPassword" value="${s}" />`);
  add('XML property', (s) => `<property name="password">${s}</property>`);
  add('CDATA', (s) => `<Password><![CDATA[${s}]]></Password>`);
  add('Rust Some', (s) => `Config { password: Some("${s}"), host: "db" }`);
  add('Go struct', (s) => `&{Host:db Password:${s} Port:5432}`);
  add('Python bytes', (s) => `Config(token=b'${s}')`);
  add('PHP var_dump', (s) => `["password"]=>\n  string(14) "${s}"`);
  add('PHP print_r', (s) => `[password] => ${s}`);
  add('URL-encoded JSON', (s) => `body=%7B%22password%22%3A%22${s}%22%7D`);
  add('JSON escapes', (s) => `{\\u0022token\\u0022:\\u0022${s}\\u0022}`);
  add('HTML', (s) => `token=&quot;${s}&quot;`);
  add('prompt with a default', (s) => `AWS Secret Access Key [None]: ${s}`, draw(40, BASE64));
  add('constructor', (s) => `credentials = new Password('${s}')`);
  add('setter', (s) => `dataSource.setPassword("${s}");`);
  add('prose', (s) => `The admin password was set to ${s}`, `${draw(12)}4`);
  add('zero width', (s) => `ghp_\u200b${s}`, draw(36));
  add('colours', (s) => `API_KEY=\u001b[33m${s}\u001b[0m`);
  add('arrow', (s) => `password -> ${s}`);
  add('dots', (s) => `hikari.password.............${s}`);
  add('bold', (s) => `**Password:** ${s}`);
  add('blank line between', (s) => `password:\n\n    ${s}`);
  add('HTML table', (s) => `<td>password</td><td>${s}</td>`);
  add('property list', (s) => `<key>password</key>\n<string>${s}</string>`);
  add('no-break spaces', (s) => `password\u00a0=\u00a0${s}`);
  add('far apart', (s) => `password${' '.repeat(150)}= ${s}`);
  add('Yarn user and password', (s) => `npmAuthIdent: ci:${s}`);
  add('short row', (s) => `password;${s}`);
  add('PuTTY', (s) => `Private-Lines: 2\n${draw(64, BASE64)}\n${s}\nPrivate-MAC: ${draw(64, HEX)}`, draw(60, BASE64));
  add('az table', (s) => `Name  SlotSetting  Value\n----  -----------  -----\nAPP_SECRET  False          ${s}`);
  add('instrumentation key', (s) => `InstrumentationKey=${s};IngestionEndpoint=https://eu.example/`, uuid());
  add('plan of CodeBuild', (s) => `+ name  = "API_TOKEN"\n      + type  = "PLAINTEXT"\n      + value = "${s}"`);
  add(
    'outputs of SAM',
    (s) => `Key                 SecretAccessKey\nDescription         of the user\nValue               ${s}`,
  );
  add('az storage keys', (s) => `{ "keyName": "key1", "value": "${s}" }`, `${draw(86, BASE64)}==`);
  add('Azure primary key', (s) => `primary_access_key = "${s}"`, `${draw(86, BASE64)}==`);
  add('redis-server', (s) => `redis-server --requirepass ${s}`);
  add('knife', (s) => `knife bootstrap web1 -U ci -P ${s}`);

  // Names and values that a tool writes apart, or cuts.
  const changed = draw(14);
  cases.push([
    'cdk diff',
    ` └─ [~] .DB_PASSWORD:\n     ├─ [-] ${changed}\n     └─ [+] ${changed.toLowerCase()}x1`,
    changed,
    `${changed.toLowerCase()}x1`,
  ]);
  const jwt = `eyJ${draw(33)}.eyJ${draw(60)}.${draw(43)}`;
  const [head, middle, tail] = [jwt.slice(0, 50), jwt.slice(50, 100), jwt.slice(100)];
  cases.push(['wrapped JWT', `Using ${head}\n${middle}\n  ${tail}\nError: 401`, head, middle, tail]);
  cases.push(['wrapped JWT behind a name', `id_token:\n  ${head}\n  ${middle}\n  ${tail}\n`, head, middle, tail]);
  cases.push(['wrapped JWT in a header', `> Authorization: Bearer ${head}\n${middle}\n${tail}\n>`, head, middle, tail]);
  add('cdk diff of a list', (s) => `[ ] "Name": "DB_PASSWORD",\n[-] "Value": "x1y2z3"\n[+] "Value": "${s}"`);
  add('add-mask', (s) => `::add-mask::${s} two words`);
  add('Azure DevOps variable', (s) => `##vso[task.setvariable variable=x;issecret=true]${s}`);
  add('front cut off', (s) => `ASSWORD=${s}`);
  add('front cut off, short', (s) => `…ORD: ${s}`);
  add('ERB', (s) => `password: <%= "${s}" %>`);
  add('default of a variable', (s) => `host: <%= ENV.fetch("DB_PASSWORD", "${s}") %>`);
  add('default in Python', (s) => `os.environ.get('API_TOKEN', '${s}')`);
  add('printf', (s) => `+ printf 'machine %s\\npassword %s\\n' git.example ${s}`);
  add('quoted printf', (s) => `printf "TOKEN=%s\\n" "${s}"`);
  add('prompt of git', (s) => `Password for 'https://ci@git.example': ${s}`);
  add('prompt of git, next line', (s) => `Password for 'https://ci@git.example':\n${s}\nfatal: Authentication failed`);
  add('prompt of ssh', (s) => `Enter passphrase for key '/root/.ssh/id_rsa': ${s}`);
  add('Terraform variable', (s) => `variable "db_password" {\n  type    = string\n  default = "${s}"\n}`);
  add(
    'Terraform variable with a reference',
    (s) => `variable "db_password" {\n  description = "Of \${var.env}"\n  default     = "${s}"\n}`,
  );
  add('Terraform type below', (s) => `  + value = "${s}"\n      + type  = "SecureString"`);
  return cases;
}
