const WORDS = new Set(
  `a an and are argument arguments at authentication authorization auth bad be been before being blank but by can cannot can't
  cant changed check command contains could created denied deny deprecated did disabled does doesn't didn't empty enabled ended
  environment error expected expired expires expiring failed failure field file flag for format found from generated get given
  handler has have if ignored illegal in incorrect instead invalid is isn't it's issue key keys length line looks malformed may
  mismatch missing must need needed needs no none nor not null of off ok okay on only option optional or parameter parse parsing
  permission please policy property provided provider read readonly redacted refused rejected request require required requires
  reset resource restricted revoked rotated secret secrets service set setting should skipped string syntax text that the their
  there this to token tokens too type unable unauthorized unbound undefined unexpected unknown unreadable unset unsupported
  updated used user using valid validation value values variable via was were when where which while will with within without
  wrong you your true false yes plaintext masked hidden encrypted omitted sha256 sha512 sha1 md5 bcrypt scrypt argon2 argon2id
  pbkdf2 hs256 rs256 es256 include same-origin omit basic bearer digest oauth oauth2 jwt iam opaque header default latest
  successfully success succeeded passed deleted exists exist already stored loaded loading fetched fetching retrieving retrieve
  rejects accepts fails works throws returns shows sends resets uses handles hashes checks validates refreshes allows denies
  access account client server local it retry exception code`.split(/\s+/),
);

/** References, masks, types and code: harmless after the name of a secret. */
const HARMLESS = [
  /(?:\\{0,15}["'`])?(?:(?:Basic|[Bb]earer|BEARER|[Tt]oken|Digest) {1,3})?(?:\[redacted:|\$\{?[A-Z_][A-Z0-9_]*(?:[:?-][^}\s]{0,60})?\}?(?![\w$@!#%^*+-])|\$\(|\$\{[A-Za-z_]|\$[a-z_]+(?=["'\s,;)]|$)|\{\{|%[A-Z_]+%|!(?:vault|Ref|Sub|GetAtt|ImportValue|secret)\b|<[a-z][a-z _-]{0,40}>|<set to |\*{3,}|\.{3,}(?=["'\s]|$)|[•●]{3,}|[xX]{4,}(?![\w])|arn:aws|process\.env|import\.meta|os\.environ|os\.getenv|System\.getenv|ENV\[|env\(|getenv|vars?\.[a-z]|secrets?\.[A-Za-z]|local\.[a-z]|data\.[a-z]|module\.[a-z]|random_password\.|op:\/\/|vault:|ssm:|file:|env:|fd:|stdin(?!\w))/y,
  /(?:\\{0,15}["'`])?(?:true|false|yes|no|null|nil|none|undefined|string|number|boolean|any|unknown|never|void|object|str|int|bool|bytes|SecureString|\(?sensitive(?: value)?\)?|\(known after apply\)|\(none\)|\[?(?:masked|hidden|filtered|secure|secret|removed|protected|redacted)\]?|<(?:nil|null|none|unset|empty|sensitive|hidden|masked|redacted)>)(?![\w$@!#%^&*+/(-])/iy,
  /:[a-z_]{1,40}(?=[\s"'/&]|$)/y,
  // Placeholders of SQL and formats, and the message of `${NAME:?message}`.
  /["'`]?(?:\$\d{1,3}|%(?:\(\w{1,40}\))?[sdrv])(?=[\s"'`,;)\]}\\]|$)|\?[^}\n]{0,80}\}/y,
  // A name in a store of parameters or secrets.
  /["'`]?(?:\/[a-z][a-z_-]{1,40}){2,8}(?=[\s"'`,;)\]}]|$)|["'`]?[a-z][a-z_-]{1,40}(?:\/[a-z][a-z_-]{1,40}){1,6}:[a-z][a-z_-]{1,40}(?=[\s"'`,;)\]}]|$)/y,
  // A file, known by the folder in which it is.
  /["'`]?(?:file:\/\/)?~?\/(?:tmp|var|run|home|root|etc|usr|opt|srv|mnt|codebuild|workspace|secrets|app|src)\/[\w.@/-]{1,200}(?=[\s"'`,;)\]}]|$)/y,
  /\\?\r?(?:\n|$)|\|[ \t]{0,80}\r?\n[ \t]{0,8}[|+:-]/y,
  /(?:id|type|src|source|env|name|target)=[\w./-]/y,
  // Code: calls, members, types, assertions.
  /(?:(?:awai[t]|new|return|const|let|typeof|not|lambda|asyn[c]|function|fn|func) )/y,
  /(?:&(?!quot|apos|lt|gt|amp)(?:mut )?|\*)[a-z_][A-Za-z_]{0,40}(?=[\s,);]|$)/y,
  /[A-Za-z_$][A-Za-z_$]*(?:(?:\.|::|->|\?\.)[A-Za-z_$][A-Za-z_$]*){1,8}(?![\w$@!#%^*+/-])/y,
  /(?!(?:Some|Optional|Just|Ok|Right|String|string|str|Secret\w{0,10})\(\\{0,15}["'\d])[A-Za-z_$][A-Za-z_$.:]{0,60}\d{0,3}[A-Za-z_]{0,20}(?:\(|\[\w)/y,
  /(?:Option|Optional|Secret|Vec|Result|Promis[e]|Maybe|Array|List|Map|Record|Box|Arc|Rc|Partial)[<[]/y,
  /(?:String|SecretString|SecretStr|Secret|Token|Buffer|Bytes|Uint8Array|CharSequence|char\[\]|\[\]byte|\*?string|z\.|Joi\.)(?![\w$@!#%^&*+/(-])/y,
  /[a-z][A-Za-z]*(?:Token|Secret|Password|Key|Credentials?|Pwd|Cookie)(?=[\s,;)}\]]|$)/y,
  // Public keys.
  /(?:ssh-|ecdsa-sha2-)\w+(?=\s)/y,
  // Versions, counts, durations.
  /["'`]?[\^~<>=v]{0,3}\d{1,6}(?:\.(?:\d{1,6}|x|\*)){1,3}(?:[-+.](?:alpha|beta|rc|dev|post|next|pre|canary|snapshot|final)?[\w.]{0,12})?["'`]?(?=[\s,;)}\]]|$)/iy,
  /\(?\d{1,9}(?:\.\d{1,6})? ?(?:ms|µs|us|ns|s|m|h|d|%|[KMG]i?B|bytes|files?|tests?|lines|items|entries|chars|characters|days|hours|minutes|seconds)(?=[\s,;)\]}]|$)/y,
  /[^\w\n|>\\]{0,3}(?=\s|$)|\d{1,4} (?:of|out|\/) /y,
  /["'`]{2}(?!\w)/y,
  /\{[ \t]*(?=["'\n{]|$|\w{1,40}[:=])|\[[ \t]*(?:$|\n|\{)/y,
];

/** A value equal to the name is harmless too: `token: token`. */
export function isHarmless(text: string, at: number, name: string): boolean {
  if (HARMLESS.some((pattern) => matchesAt(pattern, text, at))) return true;
  if (isProse(text, at, name)) return true;
  const next = text.slice(at, at + name.length);
  if (next.toLowerCase() === name.toLowerCase() && !/[\w-]/.test(text[at + name.length] ?? '')) return true;
  // The name of a secret in its store.
  if (/^secrets?$/i.test(name) && matchesAt(/[a-z-]{1,40}(?:\/[a-z-]{1,40}){1,6}(?=[\s"',)]|$)/y, text, at))
    return true;
  if (/^pwd$/i.test(name)) return matchesAt(/["']?(?:[/~]|[A-Za-z]:\\)/y, text, at);
  return (
    /^(?:pass|tokens?|passes|secrets|credentials|passwords|cookies)$/i.test(name) &&
    matchesAt(/\d{1,6}(?![\w$@!#%^&*+/.-])/y, text, at)
  );
}

const SENTENCE =
  /(?<lead>\\{0,15}["'`(])?(?<words>[A-Za-z][a-z'-]{0,24}(?:\/[a-z]{1,20})?(?:[ \t]\(?["'`]?[A-Za-z0-9_.'-]{1,24}["'`]?\)?){0,6})/y;

/** Twelve words or more restore a wallet. */
const WALLET = /["'`]?(?:[a-z]{3,8} ){11}/y;
const SCHEME = /^(?:basic|bearer|token|digest|apikey|negotiate|splunk|key)$/;

/** A sentence, for example from a shell or a validator: no passphrase has these words. */
function isProse(text: string, at: number, name: string): boolean {
  SENTENCE.lastIndex = at;
  const { lead = '', words } = SENTENCE.exec(text)?.groups ?? {};
  if (words === undefined) return false;
  if (/^(?:mnemonic|seed)/i.test(name) && matchesAt(WALLET, text, at)) return false;
  const [first = '', ...more] = words
    .toLowerCase()
    .replace(/["'`()]/g, '')
    .split(/[ \t]/)
    .map((word) => word.replace(/[.,:;]$/, ''));
  const firstEnd = at + lead.length + words.search(/[ \t]|$/);
  if (!/^[)\]}"'`]{0,2}[,.;:!]?["'`)\]}]{0,2}(?:\s|$)/.test(text.slice(firstEnd, firstEnd + 6))) return false;
  if (/^(?:authorization|cookie)/i.test(name) && SCHEME.test(first)) return false;
  if (WORDS.has(first)) return true;
  return (
    more.slice(0, 4).some((word) => WORDS.has(word)) ||
    (more.length >= 2 && !/pass/i.test(name) && more.slice(0, 3).every((word) => /^[a-z'-]+$/.test(word)))
  );
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
