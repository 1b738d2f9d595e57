/** Not random: numbers, versions, dates, file names, types, URLs, paths, ARNs, e-mail addresses, UUIDs. */

const PLAIN =
  /^(?:[\d.,:/%+-]{1,40}[a-z]{0,5}|[v^~<>=]{0,3}\d{1,9}(?:\.(?:\d{1,9}|[x*])){1,4}(?:[-.+~_]?[\w.+-]{0,40})?|(?:\d{1,6}(?:ms|us|ns|[smhd])){1,4}|\d{4}-\d\d-\d\d(?:[T_].{0,30})?|[\w.-]{1,80}\.(?:[cm]?[jt]sx?|json|ya?ml|toml|py|rb|rs|go|java|kt|cs|cc?|cpp|h|php|sh|md|txt|log|xml|html?|css|lock|zip|tgz|gz|jar|war|pem|crt|pub|svg|png|tfvars|tf|env|conf|cfg|ini|properties)(?:[:(#].{0,40})?|(?:varchar|nvarchar|character|char|text|int|integer|bigint|numeric|timestamp|uuid|bytea|blob|binary|varbinary)\w{0,8}(?:\(.{0,20}|$)|[a-z]{1,12}:\/\/.{0,200}|[/~.].{0,200}|arn:.{0,200}|sha\d{1,3}[:-].{0,200}|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/i;

export function looksSecret(word: string): boolean {
  const sample = word.slice(0, 120);
  if (
    word.length < 6 ||
    (PLAIN.test(word.slice(0, 300)) && !(word.length >= 30 && word.startsWith('/') && isMixed(longestRun(sample))))
  )
    return false;
  if (/\d/.test(sample) && /[A-Za-z]/.test(sample)) return !NUMBERED.test(sample);
  if (/[A-Za-z]/.test(sample) && /[!@#$%^&*+=~?]/.test(sample) && !/[(){}<>\s]/.test(sample))
    return !/^[a-z.-]+[!?]+$/i.test(sample);
  return sample.length >= 8 && (changes(sample) * 3 >= sample.length || oddHumps(sample) >= 2) && /[a-z]/.test(sample);
}

/** `db-1`, `Step2`, `utf8` */
const NUMBERED = /^(?:[a-z]{2,}|[A-Z]{2,}|[A-Z][a-z]+)(?:[-_. ](?:[a-z]{2,}|[A-Z]{2,}|v?\d{1,3}))*[-_. ]?v?\d{1,3}$/;

/** One run of letters and digits that no person would write: mixed case and digits, or long with digits in between. */
export function looksRandom(word: string): boolean {
  const run = longestRun(word.slice(0, 400));
  if (PLAIN.test(word.slice(0, 300)) && !(word.length >= 30 && word.startsWith('/') && isMixed(run))) return false;
  if (!/\d/.test(run)) return run.length >= 16 && oddHumps(run) >= 2;
  return isMixed(run) || (!/[A-Z].*[a-z]|[a-z].*[A-Z]/.test(run) && run.length >= 20 && changes(run) * 5 >= run.length);
}

function longestRun(word: string): string {
  return word.match(/[A-Za-z0-9]+/g)?.reduce((a, b) => (b.length > a.length ? b : a), '') ?? '';
}

function isMixed(run: string): boolean {
  return run.length >= 10 && /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run) && changes(run) * 4 >= run.length;
}

function changes(word: string): number {
  return word.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[a-z0-9])|[0-9](?=[A-Za-z])/g)?.length ?? 0;
}

/** Capitals in a row before small letters, and single letters: names have none. */
function oddHumps(word: string): number {
  const humps = word.match(/[A-Z]+[a-z]*|[a-z]+/g) ?? [];
  return humps.filter((hump) => /^[A-Z]{2}/.test(hump) || hump.length === 1).length;
}
