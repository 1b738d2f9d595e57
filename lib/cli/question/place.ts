import { isRegion } from '../../aws/regions.ts';
import { REGION_FORM } from '../../core/base/region-form.ts';
import { didYouMean } from '../../policy/file/nearest-word.ts';
import type { Policy } from '../../policy/file/schema.ts';
import type { AnyPipeline } from '../../policy/scope/scope.ts';
import { Misuse, unknownRegion, unknownWord } from '../refusal.ts';
import { pipelineName, withoutArn } from './pipeline-name.ts';

export interface PlaceOptions {
  pipeline?: string;
  account?: string;
  region?: string;
  tag?: string[];
  branch?: string;
}

/** One pipeline as a question names it. What is absent is unknown, and a rule that matches by it counts. */
export type AskedPlace = Omit<AnyPipeline, 'pipeline'> & { pipeline?: string };

/** The pipeline may be written as in Slack: `ACCOUNT/PIPELINE`, `REGION/PIPELINE` or `ACCOUNT/REGION/PIPELINE`; or as an ARN.
 *  @throws Misuse */
export function placeOf(options: PlaceOptions, { accounts }: Pick<Policy, 'accounts'>): AskedPlace {
  const parts = options.pipeline === undefined ? [] : withoutArn(options.pipeline).split('/');
  const pipeline = parts.pop();
  if (parts.length > 2 || [...parts, pipeline].some((part) => part === '')) {
    throw new Misuse('--pipeline must be NAME, ACCOUNT/NAME, REGION/NAME or ACCOUNT/REGION/NAME.');
  }
  const regions = parts.filter((part) => REGION_FORM.test(part));
  const ids = parts.filter((part) => !REGION_FORM.test(part));
  const account = only('--account', [...ids, options.account]);
  const region = only('--region', [...regions, options.region]);
  const tags = tagsOf(options.tag);
  return {
    ...(pipeline === undefined ? {} : { pipeline: pipelineName(pipeline) }),
    ...(account === undefined ? {} : { account: idOf(account, accounts) }),
    ...(region === undefined ? {} : { region: regionNamed(region) }),
    ...(tags === undefined ? {} : { tags }),
  };
}

function only(option: string, given: (string | undefined)[]): string | undefined {
  const values = [...new Set(given.filter((one) => one !== undefined))];
  if (values.length > 1) throw new Misuse(`--pipeline and ${option} name different places: ${values.join(' and ')}.`);
  return values[0];
}

function idOf(account: string, accounts: Policy['accounts']): string {
  if (/^\d{12}$/.test(account)) return account;
  const found = accounts.find(({ name }) => name === account);
  if (found) return found.id;
  const names = accounts.flatMap(({ name }) => name ?? []);
  const hint = didYouMean(account, names) || '; expected 12 digits, or a name under accounts in the policy.';
  throw unknownWord(`account "${account}"`, hint);
}

function regionNamed(region: string): string {
  if (isRegion(region)) return region;
  throw unknownRegion(region);
}

function tagsOf(given: string[] | undefined): Record<string, string> | undefined {
  if (given === undefined) return undefined;
  const pairs = given.map((text) => /^(?<key>[^=]+)=(?<value>.*)$/s.exec(text)?.groups);
  if (pairs.includes(undefined)) throw new Misuse('--tag must be KEY=VALUE, as --tag env=prod.');
  return Object.fromEntries(pairs.map((pair) => [pair?.key ?? '', pair?.value ?? '']));
}
