/** The forms in which AWS, its SDKs and its tools write an error code into a text. */
const named = [
  /\bError ?Code: ?(?<code>[A-Za-z][\w.]*)/g,
  /\bHandlerErrorCode: (?<code>\w+)/g,
  /\bAn error occurred \((?<code>[\w.]+)\) when calling\b/g,
  /\bapi error (?<code>[\w.]+):/g,
  /"(?:errorType|__type)" ?: ?"(?:[\w.]*#)?(?<code>[\w.]+)"/g,
  /(?<![\w.])(?<code>(?:[A-Z]\w*\.)?[A-Z]\w*Exception)\b/g,
  /(?<![\w.])(?<code>(?:States|Runtime|Sandbox|Lambda)\.[A-Z]\w+)/g,
];

/** A status from an SDK. A program under test prints statuses of its own, which do not count. */
const status = /(?:[;,(] ?|response error |\n[ \t]*)status ?code: ?(?<status>[45]\d\d)\b/gi;

/** The codes with which AWS answered a call of its CLI or its SDK for Go, most of them from commands of the build. */
export function calledErrors(text: string): string[] {
  const answers = text.matchAll(
    /\bAn error occurred \((?<code>[\w.]+)\) when calling\b|\bapi error (?<named>[\w.]+):/g,
  );
  return [...new Set([...answers].map(({ groups }) => groups?.code ?? groups?.named ?? ''))];
}

/** The error codes in a text, followed by the HTTP statuses in the form `HTTP 503`. */
export function serviceErrors(text: string): string[] {
  const codes = named.flatMap((form) => [...text.matchAll(form)].map(({ groups }) => groups?.code ?? ''));
  const statuses = [...text.matchAll(status)].map(({ groups }) => `HTTP ${groups?.status}`);
  return [...new Set([...codes, ...statuses])];
}

/** The name at the beginning of an error's text: `CannotPullContainerError: …`. */
export function leadingError(text: string): string[] {
  const name = /^(?:Reason: )?(?<name>[A-Z]\w+(?:Error|Exception|BackOff))\b/.exec(text)?.groups?.name;
  return name === undefined ? [] : [name];
}
