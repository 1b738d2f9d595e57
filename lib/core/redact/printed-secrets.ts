import { looksSecret } from './looks-random.ts';

/** Commands whose output is a secret and nothing else. */
const PRINTS =
  /(?:\baws (?:ssm get-parameters?\b[^\n]{0,300}--with-decryption|secretsmanager get-secret-value\b|secretsmanager get-random-password|ecr(?:-public)? get-login-password|codeartifact get-authorization-token|rds generate-db-auth-token|redshift get-cluster-credentials|sts get-session-token|configure get \S{0,60}(?:secret|token))|\bgcloud (?:auth (?:application-default )?print-(?:access|identity)-token|secrets versions access)|\baz (?:account get-access-token|keyvault secret show|acr credential show|storage account keys list)|\bvault (?:kv get|read|print token|token create)\b|\bop (?:read|item get)\b|\bheroku (?:auth:token|config:get)|\bkubectl (?:create token|get secrets?\b)|\boc whoami -t|\bgh auth token|\bterraform output\b|\bpulumi (?:config get|stack output)\b|\bdoppler secrets get|\bsops (?:-d|--decrypt|decrypt)\b|\bopenssl rand\b|\bpwgen\b|\bpass show\b|\bprintenv \w{0,60}(?:PASS|SECRET|TOKEN|KEY|PSW|PWD)|\becho ["']?\$\{?\w{0,60}(?:PASS|SECRET|TOKEN|KEY|PSW|PWD)|\bcat \S{0,100}(?:token|password|secret|passwd|credential)s?\b|\bbase64 (?:-d|--decode|-D)\b|\bhtpasswd -\w*n)[^\n]{0,400}\n/gi;
const ONE_WORD = /[ \t]{0,8}(?<keep>["']?)(?<value>[^\s"'[\]]{6,4000})(?<after>["']?[ \t]{0,8}(?:\r?\n|$))/y;

/** The line below such a command, when it is one word that no one would write. */
export function withoutPrintedSecrets(text: string): string {
  let kept = '';
  let done = 0;
  for (const { 0: command, index } of text.matchAll(PRINTS)) {
    const start = index + command.length;
    ONE_WORD.lastIndex = start;
    const { keep = '', value, after = '' } = ONE_WORD.exec(text)?.groups ?? {};
    if (value === undefined || !looksSecret(value) || start < done) continue;
    const end = ONE_WORD.lastIndex - after.length;
    kept += `${text.slice(done, end - value.length - keep.length)}${keep}[redacted: secret]`;
    done = end;
  }
  return kept + text.slice(done);
}

const DATA = /^(?<indent>[ \t]*)(?:- )?"?(?:data|stringData)"?[ \t]*:[ \t]*\{?[ \t]*$/;
const ENTRY =
  /^(?<keep>(?<indent>[ \t]*)"?[\w.-]{1,253}"?[ \t]*:[ \t]+"?)(?<value>[^"\s|>{[][^"\n]*?)(?<after>"?,?[ \t\r]*)$/;
const KIND = /^[ \t]*(?:- )?"?kind"?[ \t]*:[ \t]*"?Secret"?,?[ \t\r]*$/m;
const ONE_LINE = /(?<keep>"(?:data|stringData)":\{)(?<data>[^{}\n]{1,100000})(?=\})/g;

/** Every value of a Kubernetes Secret, its names say nothing. */
export function withoutKubernetesSecrets(text: string): string {
  const oneLine = /"kind":"Secret"/.test(text)
    ? text.replace(
        ONE_LINE,
        (_, keep: string, data: string) =>
          keep + data.replace(/:"(?!\[redacted)[^"]{1,100000}"/g, ':"[redacted: secret]"'),
      )
    : text;
  if (!KIND.test(oneLine)) return oneLine;
  let under: number | undefined;
  const lines = oneLine.split('\n').map((line) => {
    const begins = DATA.exec(line)?.groups?.indent;
    if (begins !== undefined) {
      under = begins.length;
      return line;
    }
    const { keep, indent = '', value = '', after = '' } = ENTRY.exec(line)?.groups ?? {};
    if (under === undefined || keep === undefined || indent.length <= under) {
      if (line.trim() !== '' && (/^[ \t]*/.exec(line)?.[0].length ?? 0) <= (under ?? -1)) under = undefined;
      return line;
    }
    return value.startsWith('[redacted') ? line : `${keep}[redacted: secret]${after}`;
  });
  return lines.join('\n');
}
