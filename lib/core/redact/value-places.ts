/** A quotation mark, also as JSON within JSON, a URL or HTML writes it. */
const MARK = String.raw`(?:\\{0,15}["'\x60]|\\{0,15}\\u0022|%2[27]|&(?:quot|apos|#34|#39|#x27);)`;
const SPACE = String.raw`[ \t\u00a0\u3000]`;
const END_OF_NAME = String.raw`(?<rest>[\w-]{0,32})`;
/** `password (sensitive) =`, `Password [default]:`, `Password for bob:` */
const REMARK = String.raw`(?:[ \t]{0,2}(?:\((?:[a-z]+ ?){1,4}\)|\[[^\]\n=:]{0,30}\])|\?|!)?`;

/** Places of a value after the name of a secret. The first match wins. */
export const places = {
  /** In another field: `- name: DB_PASSWORD` and `value:` below it. */
  field: new RegExp(
    String.raw`${END_OF_NAME}${MARK}{0,2}(?:,|[ \t|│]{0,80}\r?\n|[ \t]|;|\)|/>)(?:[^{}=]|= "\w{1,20}"){0,200}?(?<![A-Za-z])(?:Parameter)?Value(?:s|From)?${MARK}?(?:[ \t]{0,40}[:=|│][ \t]{0,40}|[ \t]{2,40})`,
    'iy',
  ),
  /** `"db_password": { "sensitive": true, "value": "x" }` */
  object: new RegExp(
    String.raw`${END_OF_NAME}${MARK}?[ \t]{0,8}[:=]>?[ \t]{0,8}\{[^{}]{0,200}?(?<![A-Za-z])(?:value|S|default|stringValue|plaintext)${MARK}?[ \t]{0,8}[:=]>?[ \t]{0,8}`,
    'iy',
  ),
  line: new RegExp(
    String.raw`${END_OF_NAME}(?:${MARK}|\]){0,2}(?:[ \t]{0,8}(?:=>|:=|[:=]{0,2}))[ \t]{0,8}\\?(?:\r?\n[ \t]{0,80}){1,2}`,
    'iy',
  ),
  /** `password=`, `"token":`, `DB_PASSWORD      :` */
  sign: new RegExp(
    String.raw`${END_OF_NAME}(?:${MARK}|\])?(?:${MARK}|[\])])?\*{0,3}${REMARK}${SPACE}{0,200}\\?(?:=>|:=|->|→|<-|：|\.{3,60}:?|\?=|\|\||:(?!:)|==?(?![=~])|%3[AD]|\\u003[ad]|=3D)\*{0,3}${SPACE}{0,200}`,
    'iy',
  ),
  /** `["--password", "x"]` */
  list: new RegExp(String.raw`${END_OF_NAME}\\?["'],[ \t]{0,4}`, 'iy'),
  /** `<password>`, `<property name="password">` */
  tag: new RegExp(
    String.raw`${END_OF_NAME}(?:["']?(?:[ \t][^<>\n]{0,100})?)>(?:[ \t]{0,20}\r?\n[ \t]{0,80})?(?:<!\[CDATA\[)?|(?<more>)</\w{1,12}>\s{0,40}<\w{1,12}[^<>\n]{0,60}>`,
    'iy',
  ),
  /** `| password | x |` */
  cell: new RegExp(String.raw`${END_OF_NAME}(?:[ \t]{0,80}[|│┃║][ \t]{0,80}|[,;](?=\S))`, 'iy'),
  /** `setPassword("x")`, `IDENTIFIED BY PASSWORD('x')` */
  call: new RegExp(String.raw`${END_OF_NAME}[ \t]?\([ \t]{0,4}(?=\\{0,3}["'])`, 'iy'),
  /** `The password is x`, `API key provided: x` */
  spoken: new RegExp(
    String.raw`${END_OF_NAME}(?:[ \t](?!is |to |was )[A-Za-z'@.-]{1,30}){0,4}(?:[ \t](?:is|was|to|as|are)(?: now| set to)?:?|:)[ \t]{1,4}`,
    'iy',
  ),
  gap: new RegExp(String.raw`${END_OF_NAME}(?<gap>[ \t]{1,80}(?:(?:Tru|Fals)e[ \t]{2,80})?)`, 'iy'),
};

export type Place = keyof typeof places;
