import { distance } from 'fastest-levenshtein';
import { partsOfArn } from '../../core/text/arn.ts';
import type { Policy } from '../../policy/file/schema.ts';
import { linksOf } from '../../policy/scope/scope.ts';
import { Misuse } from '../refusal.ts';

/** CodePipeline's own limit of a name. */
const NAME = /^[A-Za-z0-9.@_-]{1,100}$/;

/** @throws Misuse if CodePipeline allows no such name */
export function pipelineName(text: string): string {
  if (NAME.test(text)) return text;
  throw new Misuse(`--pipeline "${text}" is not the name of a pipeline: ${whyNot(text)}`);
}

function whyNot(text: string): string {
  if (/[*?]/.test(text)) return 'it is a pattern. Name one pipeline.';
  if (text.includes(',')) return 'it has a comma. Name one pipeline, and ask once for each.';
  if (/^\s|\s$/.test(text)) return 'it begins or ends with a blank. Leave the blank out.';
  if (text.length > 100) return `it has ${text.length} characters, and CodePipeline allows 100.`;
  return 'CodePipeline allows only the letters A-Z and a-z, digits and . @ _ - in a name. Write it as CodePipeline shows it.';
}

/** `arn:aws:codepipeline:REGION:ACCOUNT:NAME` as `ACCOUNT/REGION/NAME`; other texts as they are.
 *  @throws Misuse if it is the ARN of another thing */
export function withoutArn(text: string): string {
  if (!text.startsWith('arn:')) return text;
  const { service, region, account, resource } = partsOfArn(text);
  if (service === 'codepipeline' && region !== '' && account !== '' && NAME.test(resource)) {
    return `${account}/${region}/${resource}`;
  }
  throw new Misuse(
    `--pipeline "${text}" is not the ARN of a pipeline. Expected: arn:aws:codepipeline:REGION:ACCOUNT:NAME, or NAME alone.`,
  );
}

/** A note if the policy writes almost this name: perhaps it is a slip, and then the answer is about no pipeline. */
export function nearNameNote({ scopes }: Pick<Policy, 'scopes'>, name: string): string | undefined {
  const links = Object.values(scopes).flatMap(linksOf);
  const globs = links.flatMap(({ pipelines = [], exclude }) => [...pipelines, ...(exclude?.pipelines ?? [])]);
  const exact = [...new Set(globs.filter((glob) => !/[*?]/.test(glob)))];
  if (exact.includes(name)) return undefined;
  const near = exact.find((one) => isSlipOf(one, name));
  return near === undefined
    ? undefined
    : `Note: the policy does not name ${name}, but it names ${near}. Is the name a slip?`;
}

/** One letter, or two of a long name. Names that differ in a digit, as shop-1 and shop-2, are two pipelines. */
function isSlipOf(known: string, name: string): boolean {
  const digits = (text: string) => text.replace(/\D/g, '');
  const most = known.length < 8 ? 1 : 2;
  return digits(known) === digits(name) && distance(known, name) <= most;
}
