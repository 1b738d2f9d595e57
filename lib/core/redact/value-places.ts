/** A quotation mark, also as JSON within JSON, a URL or HTML writes it. */
const MARK = String.raw`(?:\\{0,15}["'\x60]|\\{0,15}\\u0022|%2[27]|&(?:quot|apos|#34|#39|#x27);)`;
const SPACE = String.raw`[ \t\u00a0\u3000]`;
/** `password (sensitive) =`, `Password [default]:`, `Password for 'https://ci@host':` */
const REMARK = String.raw`(?:[ \t]{0,2}(?:\((?:[a-z]+ ?){1,4}\)|\[[^\]\n=:]{0,30}\]|for (?:key )?['"][^'"\n]{1,200}['"])|\?|!)?`;

function afterName(place: TemplateStringsArray, ...parts: string[]): RegExp {
  return new RegExp(`(?<rest>[\\w-]{0,32})${String.raw(place, ...parts)}`, 'iy');
}

/** Places of a value after the name of a secret. The first match wins. */
export const places = {
  /** In another field: `- name: DB_PASSWORD` and `value:` below it. */
  field: afterName`${MARK}{0,2}(?:,|[ \t|│]{0,80}\r?\n|[ \t]|;|\)|/>)(?:[^{}=]|= "\w{1,20}"){0,200}?(?<![A-Za-z])(?:Parameter)?Value(?:s|From)?${MARK}?(?:[ \t]{0,40}[:=|│][ \t]{0,40}|[ \t]{2,40})`,
  /** `"db_password": { "sensitive": true, "value": "x" }`, `variable "db_password" { default = "x" }` */
  object: afterName`(?:${MARK}?[ \t]{0,8}[:=]>?|${MARK})[ \t]{0,8}\{(?:[^{}]|\$\{[^{}\n]{0,60}\}){0,200}?(?<![A-Za-z])(?:value|S|default|stringValue|plaintext)${MARK}?[ \t]{0,8}[:=]>?[ \t]{0,8}`,
  line: afterName`(?:${MARK}|\]){0,2}${REMARK}(?:[ \t]{0,8}(?:=>|:=|[:=]{0,2}))[ \t]{0,8}\\?(?:\r?\n[ \t]{0,80}){1,2}(?:[ \t│]{0,80}[├└]─ \[[-+]\] )?`,
  /** `password=`, `"token":`, `DB_PASSWORD      :` */
  sign: afterName`(?:${MARK}|\])?(?:${MARK}|[\])])?\*{0,3}${REMARK}${SPACE}{0,200}\\?(?:=>|:=|->|→|<-|：|\.{3,60}:?|\?=|\|\||:(?!:)|==?(?![=~])|%3[AD]|\\u003[ad]|=3D)\*{0,3}${SPACE}{0,200}`,
  /** `["--password", "x"]` */
  list: afterName`\\?["'],[ \t]{0,4}`,
  /** `<password>`, `<property name="password">` */
  tag: afterName`(?:["']?(?:[ \t][^<>\n]{0,100})?)>(?:[ \t]{0,20}\r?\n[ \t]{0,80})?(?:<!\[CDATA\[)?|(?<more>)</\w{1,12}>\s{0,40}<\w{1,12}[^<>\n]{0,60}>`,
  /** `| password | x |` */
  cell: afterName`(?:[ \t]{0,80}[|│┃║][ \t]{0,80}|[,;](?=\S))`,
  /** `setPassword("x")`, `IDENTIFIED BY PASSWORD('x')` */
  call: afterName`[ \t]?\([ \t]{0,4}(?=\\{0,3}["'])`,
  /** `The password is x`, `API key provided: x` */
  spoken: afterName`(?:[ \t](?!is |to |was )[A-Za-z'@.-]{1,30}){0,4}(?:[ \t](?:is|was|to|as|are)(?: now| set to)?:?|:)[ \t]{1,4}`,
  gap: afterName`(?<gap>[ \t]{1,80}(?:(?:Tru|Fals)e[ \t]{2,80})?)`,
};

export type Place = keyof typeof places;
