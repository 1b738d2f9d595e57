import { withoutAssignedSecrets } from './assignments.ts';

/** Secrets in a one-letter flag or at a fixed position; elsewhere `-p` may be a port. Our own marks are no value. */
const VALUE = String.raw`(?<!\[redacted: [A-Za-z ]{0,30})(?!\[redacted|\$[A-Z_{(]|"\$\{?[A-Z_][A-Z0-9_]{0,60}\}?"|\*{3})(?:"[^"\n]{1,2000}"|'[^'\n]{1,2000}'|[^\s"'|;<>]{1,4000})`;

const commands: [programs: string, flag: RegExp][] = [
  ['sqlcmd|bcp|osql|isql|tsql|freebcp|ipmitool|unzip|zip|zipinfo|security import|pdftk|knife', /\s-P[ =]?/],
  ['mysql\\w{0,12}|mariadb[\\w-]{0,12}|mydumper|myloader|pt-[\\w-]{3,20}', /\s-p(?=[^\s-])/],
  ['7z[azr]?|rar|unrar', /\s-(?:hp|p)(?=\S)/],
  [
    'login|sshpass|mongo\\w{0,8}|cqlsh|beeline|twine|conan|az|psexec|rdesktop|security|mosquitto_\\w+|useradd|usermod|nuget|dotnet|signtool|certutil|lftp|ncftp\\w*|ftp|influx|neo4j|cypher-shell|teamcity|osslsigncode|impala-shell|nsql|arangosh|couchbase-cli|altool|notarytool|vsql|snowsql|clickhouse-client',
    /\s[-/]p(?:ass)?[ =]{1,2}/,
  ],
  ['sshpass', /\s-p(?=\S)/],
  ['dotnet user-secrets', /\sset ["']?[\w:.-]{1,80}["']? /],
  ['ConvertTo-SecureString', /\s(?:-String )?(?=["'])/],
  ['ldap\\w{3,12}', /\s-w[ ]?(?=\S)/],
  ['redis-cli|keydb-cli|valkey-cli', /\s-a[ ]{1,2}/],
  ['smb\\w{3,8}|rpcclient|net|winexe|wmic|mount\\.cifs', /\s-{1,2}[Uu](?:ser)?[ =]?["']?[^\s%"']{1,64}%/],
  ['htpasswd', /\s-\w{0,6}b\w{0,6}(?: -\w{1,6}){0,4} (?:[^\s-]\S{0,200} ){1,2}(?=\S+\s*$)/],
  ['htdigest|rabbitmqctl|rabbitmqadmin|mongo-user', /\s(?:add_user|change_password|authenticate_user) \S{1,100} /],
  [
    'curl|wget|http|https|xh|aria2c|jenkins-cli|java -jar|restish',
    /\s(?:-[a-zA-Z]{0,8}?[uU]|--user|--proxy-user|--ftp-user|-a|--auth|-auth)[ =]{0,2}["']?(?!\d{1,10}:\d{1,10}(?!\S))[^\s:"'$]{0,100}:(?=[^/\s])/,
  ],
  ['curl', /\s(?:-E|--cert) ?[^\s:]{1,200}:/],
  [
    'openssl|apksigner|jarsigner|keytool',
    /\s-{1,2}(?:passin|passout|pass|password|ks-pass|key-pass|k|K)[ =](?:pass:)?(?!env:|file:|fd:|stdin)/,
  ],
  ['cmdkey|xfreerdp|wfreerdp|net use|schtasks|sc', /\s\/(?:pass|p|rp|password)[: ]/],
  ['net use', /\s\/user:\S{1,64} /],
  ['net use', /\s\\{2}[^\s/]{1,200} (?=[^\s/*])/],
  ['net user', /\s(?=\S)(?!\/)\S{1,64} (?=[^\s/])/],
  ['lftp|ncftp', /\s-u [^\s,]{1,64},/],
  [
    'sqlplus|expdp|impdp|exp|imp|sqlldr|rman|tnsping',
    /\s(?:-\w{1,12} ){0,3}["']?\w{1,40}\/(?=[^\s/]{1,128}(?:@|\s|$))/,
  ],
  ['db2', /\susing /],
  ['snmp\\w{3,10}', /\s-[AXc] /],
  ['ssh-keygen', /\s-[NP] /],
  ['ansible-vault|gpg2?|restic|borg', /\s--(?:passphrase|new-passphrase)[ =]/],
  ['vault (?:login|unwrap|token (?:lookup|renew|revoke|unwrap))', /\s(?=\S*\d)(?![-\w]{1,30}=)(?=[^\s-]\S{15})/],
  [
    'cargo login|snyk auth|doctl auth init|op signin|railway login|flyctl auth token|infracost configure set api_key|npm login',
    /\s(?:-t |--access-token )?(?=[^\s-]\S{15})/,
  ],
  ['codecov(?:cli)?|vercel|coveralls|doctl|surge|sentry-cli|glab|depot|argocd|tea', /\s-t[ =](?=\S{16})/],
  ['nuget|dotnet nuget|choco|gem|octo', /\s-(?:k|ApiKey)[ =]/],
  ['cf auth', /\s\S{1,64} /],
  [
    'composer config|poetry config|bundle config|npm config|yarn config|pnpm config|pip config|conda config|cargo config',
    /\s\S{0,80}(?:http-basic\.\S{1,60} \S{1,64}|github-oauth\.\S{1,60}|gitlab-token\.\S{1,60}|pypi-token\.\S{1,60}|_auth(?:Token)?|_password|npmAuth\w{1,8}|contribsys\.com|rubygems\S{0,60})[ =]/,
  ],
  ['conan (?:remote login|user)', /\s\S{1,64} -p /],
  [
    'secrets? (?:set|create|add|put|import)|secret (?:set|create|generic)|create secret \\w{1,20}',
    /\s(?:--from-literal[= ])?["']?[A-Za-z_][\w.-]{0,60}=/,
  ],
  ['gh secret set|gh variable set', /\s(?:-b|--body)[ =]/],
  ['pulumi config set', /\s--secret (?:[\w:.-]{1,60}) /],
  ['nmcli', /\spassword /],
  ['ssm put-parameter(?=[^\n]{0,400}SecureString)', /\s--value[ =]/],
  [
    'cloudflared|tailscale|k3s|kubeadm|rke2|nomad|consul|docker swarm',
    /\s--(?:token|authkey|auth-key|discovery-token)[ =]/,
  ],
  [
    'CREATE|ALTER|GRANT|SET|create|alter|grant',
    /\b(?:IDENTIFIED (?:WITH \S{1,40} )?(?:BY|AS)|identified by|PASSWORD|password)[ =]{1,3}(?:PASSWORD)?\(?(?=['"])/,
  ],
];

const rules = commands.map(([programs, flag]): [RegExp, RegExp] => [
  // The words of one command, including lines that end with a backslash.
  new RegExp(
    String.raw`(?<![\w.-])(?:${programs})(?:\.exe)?(?=[\s'"])(?:"[^"\n]{0,400}"|'[^'\n]{0,400}'|\\\r?\n|[^\n|;&]){0,600}`,
    'g',
  ),
  new RegExp(`(?<keep>${flag.source})${VALUE}`, 'g'),
]);

/** Text that is piped into a program that reads a secret. */
const PIPED =
  /(?<keep>\b(?:echo|printf)[ \t](?:-n[ \t]|["']%s(?:\\n)?["'][ \t])?["']?(?:[\w.@-]{1,64}:(?=[^\n|]{1,200}\|[ \t]{0,3}(?:sudo )?chpasswd))?)(?!\$|\[redacted|["'])[^\s"'|]{1,400}(?=["']?[ \t]{0,3}\|[^\n|]{0,120}(?:--password-stdin|--pass(?:word|phrase)?-(?:stdin|fd)|--stdin|--with-token|\bchpasswd\b|\bkinit\b|sudo -S|vault login -|cryptsetup|auth login|\bsecret put\b|\bsecret set\b))/g;
/** Text that is written to a file with the name of a secret. */
const WRITTEN =
  /(?<keep>\b(?:echo|printf)[ \t](?:-n[ \t]|["']%s(?:\\n)?["'][ \t])?["']?)(?!\$|\[redacted|["'])[^\s"'|>]{6,400}(?=["']?[ \t]{0,3}>{1,2}[ \t]{0,3}[^\s|;&]{0,120}(?:pass|secret|token|credential|vault|\.npmrc|\.netrc|\.pgpass|id_rsa|\.pem|\.key)[^\s|;&]{0,40}(?:[\s|;&]|$))/g;
const HERE =
  /(?<keep>(?:--password-stdin|--with-token|--stdin|kinit \S{1,64}|chpasswd)[ \t]{0,3}<<<[ \t]{0,3}["']?)(?!\$|\[redacted)[^\s"']{1,400}/g;

const ANY_COMMAND = new RegExp(
  String.raw`(?<![\w.-])(?:${commands.map(([programs]) => programs).join('|')})(?:\.exe)?(?=[\s'"])`,
);

const PRINTF =
  /(?<keep>\bprintf[ \t](?<format>"[^"\n]{1,400}"|'[^'\n]{1,400}'|[^\s"']{1,400}))(?<words>[^\n|;&<>]{1,2000})/g;

/** `printf 'password=%s' x`: a word is read behind the text that precedes its place. */
function withoutPrintedWords(text: string): string {
  return text.replace(PRINTF, (_, keep: string, format: string, words: string) => {
    const places = format.split('%s').slice(0, -1);
    const kept = words.replace(/"[^"]*"|'[^']*'|[^\s"']+/g, (word) => {
      const before = places.shift();
      if (before === undefined) return word;
      const printed = withoutAssignedSecrets(before + word);
      return printed.startsWith(before) ? printed.slice(before.length) : word;
    });
    return keep + kept;
  });
}

export function withoutSecretsOfCommands(text: string): string {
  const mark = '$<keep>[redacted: password]';
  const rest = withoutPrintedWords(text).replace(PIPED, mark).replace(WRITTEN, mark).replace(HERE, mark);
  if (!ANY_COMMAND.test(rest)) return rest;
  return rules.reduce((each, [command, flag]) => each.replace(command, (words) => words.replace(flag, mark)), rest);
}
