import { redact } from '../lib/core/redact/redact.ts';

/** Redaction of a text twice as long takes twice the time: the ratio for each shape of text, and what a megabyte of plain
 *  text costs. `node bench/redact.ts` */

const shapes: Record<string, string> = {
  'plain text': '[INFO] src/main/java/com/acme/app/Main.java compiled in 12 ms, 3 warnings\n',
  'names only': 'password token secret api_key ',
  'names and signs': 'password = { token: "secret" | ',
  'weak names': 'sig=#key ',
  addresses: 'postgres://app:postgres://app:',
  'quotation marks': '"password\\"',
  commands: 'mysql -u root login curl -u a ',
  'private keys': '-----BEGIN PRIVATE KEY-----\n',
  base64: 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0NTY3ODkw',
  'written to files': 'echo a1b2c3d4 > echo ',
  'paths and calls': 'set("password", /tmp/a/b/c set( ',
  'token beginnings': 'eyJ AKIA.eyJghp_',
  columns: 'user | password\na | b\n',
};

for (const [name, shape] of Object.entries(shapes)) {
  const [once, twice] = [200_000, 400_000].map((size) => milliseconds(shape.repeat(Math.ceil(size / shape.length))));
  console.log(
    `${name.padEnd(16)} ${((twice ?? 0) / (once ?? 1)).toFixed(1)} × for twice the text, ${once?.toFixed(0)} ms`,
  );
}
const plain = (shapes['plain text'] ?? '').repeat(14_000);
console.log(`a megabyte of plain text: ${milliseconds(plain).toFixed(0)} ms`);

function milliseconds(text: string): number {
  return medianOf(() => redact(text));
}

function medianOf(work: () => unknown): number {
  const taken = Array.from({ length: 5 }, () => {
    const { user, system } = process.cpuUsage();
    work();
    const since = process.cpuUsage({ user, system });
    return (since.user + since.system) / 1_000;
  });
  return taken.sort((a, b) => a - b)[2] ?? 0;
}
