/** Names that denote a secret anywhere inside a longer name. */
const STRONG = [
  'pass(?:word|wd|phrase|code|wort|key)?',
  // Cut at its front by the width of a terminal.
  '(?<![A-Za-z])(?:a?ssword|ecret|oken)|(?<=…|\\.{3})(?:s?word|ord|c?ret|ken)',
  '(?:kenn|geheim)wort|contrase(?:ñ|n)a|senha|wachtwoord|mot[-_ ]?de[-_ ]?passe|has[łl]o(?![a-z])|пароль|密码|パスワード',
  'pwd|pswd|psw|passw',
  'secret[-_ ]?(?:access[-_ ]?)?key|secret',
  'session[-_ ]?token|token(?!i[sz])',
  'credential|creds',
  'authorization|cookie',
  '(?:api|app|access|account|application|private|signing|signature|encryption|decryption|cipher|crypto|aes|hmac|jwt|master|root|license|shared|pre-?shared|auth|deploy|service|server|ssh|gpg|pgp|tls|ssl|rsa|storage|subscription|client|admin|webhook|function|host|user|bot|ingest|write|read|product|integration|recovery|data|session|cookie|wireguard|instrumentation)[-_ ]?key(?!s(?![a-z])|board|stone|word|note|cloak|chain|ring|frame)',
  'apikey|accesskey|psk',
  'SharedAccessSignature|connection[-_]?string|seed[-_ ]?phrase|mnemonic|recovery[-_ ]?code|access[-_ ]code|backup[-_ ]?code|webhook[-_]?url|art-api|oauth2-bearer|sonar\\.login',
  '_auth(?![a-z])|auth[-_]?ident|_dsn(?![a-z])|_pat(?![a-z])|_salt(?![a-z])|_sas(?![a-z])',
  'SecureString',
  'otp|pin',
  'pw',
];

/** Names that denote a secret only if the value looks random: services, and words of many meanings. */
const WEAK = [
  'key|auth|jwt|sas|salt|seed|sig|sid|sess(?:ion)?[-_ ]?id|bearer|license|hmac|nonce|webhook|guid',
  'adafruit|airtable|algolia|asana|atlassian|bitbucket|buildkite|circleci|cloudflare|codecov|cohere|confluent|contentful|coveralls|datadog|digitalocean|discord|doppler|dropbox|dynatrace|fastly|figma|grafana|heroku|hetzner|honeycomb|intercom|jfrog|artifactory|launchdarkly|linode|mailchimp|mailgun|mapbox|netlify|newrelic|notion|okta|pagerduty|postmark|rollbar|sendgrid|sentry|snyk|sonar|splunk|telegram|travis|twilio|typeform|vault|vercel|vultr|zapier|zendesk',
];

export const NAME = new RegExp(
  `(?<strong>${STRONG.join('|')})|(?<weak>(?<![A-Za-z])(?:${WEAK.join('|')})(?![a-z])|(?<=[a-z])(?:Key|Auth)(?![a-z]))`,
  'gi',
);

/** `DB_SECRET_ARN` and `tokenCount` name a property of a secret. */
const ABOUT = [
  /[-_](?:file|path|dir|arn|id|ids|name|names|url|uri|ttl|length|len|size|limit|usage|expiry|expires|expires?_(?:in|at)|type|types|count|version|policy|region|manager|lifetime|endpoint|bucket|prefix|suffix|stdin|fd|field|header|env|param|parameter|ref|source|store|provider|algorithm|algo|method|mode|strategy|scope|scopes|audience|issuer|rotation|process|helper|enabled|disabled|required|valid|set|exists|parallelism|command|cmd|min|max|days|hours|minutes|seconds|age|regex|pattern|hint|label|use|class|service|server|engine|plugin|format|fingerprint|thumbprint|backend)$|tokens$|^secrets?[-_ ]?manager|_per_/i,
  /[a-z](?:Ids?|Arn|Name|Type|Uri|Url|Count|Length|File|Path|Policy|Version|Manager|Limit|Usage|Expir\w*|Ref|Reference|Store|Helpers|Provider|Algorithm|Method|Mode|Source|Endpoint|Scope|Enabled|Required|Valid|Service|Class|Factory|Field|Input|Prefix|Param|Parameter|Fingerprint|Rotation|Per\w+)$/,
  /(?:Exception|Error|Malformed|Failed|Failure|Denied|Invalid|Expired|NotFound|Missing|Mismatch|Exceeded)$/,
];

/** A part of an ARN, of an IAM action, or of our redaction mark. */
const INSIDE =
  /\{\{[^{}\n]*$|(?<![A-Za-z0-9])arn:aws[^\s"';,&]*$|\[redacted: [A-Za-z ]*$|\bCKV_$|(?<![\w.-])[a-z][a-z0-9-]{1,30}:[A-Z][A-Za-z]*$/;
/** `Unexpected token:`, `max_tokens:` */
const OTHER_TOKEN =
  /\b(?:unexpected|expected|unknown|illegal|stray|max|min|num|total|output|input|next|continuation|idempotency|unclosed|unterminated|(?:Client)?Request|public[ _-]?key)[ _-]?$/i;
const OTHER_KEY =
  /^(?:public|primary(?= )|foreign|cache|partition|sort|object|s3|kms|registry|hash|host|map|row|unique|config|dedup\w*|group|idempotency)[-_ ]?$/i;
const SHORT = /^(?:pass|pwd?|psw|psk|pin|otp)$/i;

export function isName(name: string, whole: string, before: string): boolean {
  if (ABOUT.some((pattern) => pattern.test(whole)) || INSIDE.test(before)) return false;
  if (/^token/i.test(name)) return !OTHER_TOKEN.test(before.slice(-20));
  const owner = /[A-Za-z0-9]+[-_ ]?$/.exec(before.slice(-30))?.[0] ?? '';
  // Behind a space, a compound name stands for itself: `config apiKey=`.
  if (OTHER_KEY.test(owner) && /(?:^| )key$/i.test(owner.endsWith(' ') ? name : ` ${name.slice(-3)}`)) return false;
  if (!SHORT.test(name)) return true;
  const isWord =
    !/[A-Za-z]$/.test(before) ||
    (/^[A-Z]/.test(name) && /[a-z]$/.test(before)) ||
    /(?:^|[^A-Za-z])(?:db|user|usr|ks|key|(?:src|dest|source|target|trust|key)?store|trust|root|admin|smtp|mail|ftp|ssh|cert|pfx|redis|my|pg|sql|proxy|http|login|bind|require|new|old|master|vnc|wifi|docker|git|sudo|api|app)$/i.test(
      before,
    );
  return isWord && !/^(?:[a-z]|[A-Z](?=[A-Z]))/.test(whole.slice(name.length));
}

export function kindOf(name: string): string {
  if (/^secret_?access_?key/i.test(name)) return 'AWS secret key';
  if (/^session_?token/i.test(name)) return 'AWS session token';
  const kinds =
    /(?<password>pass|pwd?|psw|kennwort)|(?<token>token)|(?<cookie>cookie)|(?<key>key)|(?<secret>secret)/i.exec(name);
  const found = Object.entries(kinds?.groups ?? {}).find(([, value]) => value !== undefined);
  return found?.[0] ?? 'credentials';
}
