import type { OperationCommand, WantedRevision } from '../../core/command/types.ts';
import { Misuse } from './arguments.ts';
import type { Slots } from './keywords.ts';
import { sentences } from './messages.ts';

/** Which revision a release is for, and with which variables. */
export function releaseTerms(named: Slots['named']): Pick<OperationCommand, 'revision' | 'variables'> {
  const revision = revisionOf(named);
  return { ...(revision && { revision }), ...(named.with && { variables: variablesOf(named.with.join(' ')) }) };
}

function revisionOf(named: Slots['named']): WantedRevision | undefined {
  const { at, image, object, what, source } = named;
  if ([at, image, object, what].filter((one) => one !== undefined).length > 1) throw new Misuse(sentences.oneRevision);
  if (what) return stageOf(what.join(' '), source);
  const from = source && { source: nameIn(source) };
  if (at) return { type: 'commit', value: one(at, /^[0-9a-f]{7,64}$/i, sentences.noCommit).toLowerCase(), ...from };
  if (image) return { type: 'image', value: one(image, /^sha256:[0-9a-f]{64}$/, sentences.noDigest), ...from };
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html
  if (object) return { type: 'object', value: one(object, /^[\x21-\x7e]{1,1024}$/, sentences.noObject), ...from };
  if (source) throw new Misuse(sentences.sourceAlone);
  return undefined;
}

function stageOf(text: string, source: string[] | undefined): WantedRevision {
  const [, stage, pipeline] = /^(?:is|runs) in (\S+)(?: of (\S+))?$/i.exec(text) ?? [];
  if (source || [stage, pipeline].some((name) => name !== undefined && !isName(name)) || stage === undefined) {
    throw new Misuse(sentences.noStageRevision);
  }
  return { type: 'stage', stage, ...(pipeline !== undefined && { pipeline }) };
}

function one(words: string[], shape: RegExp, wrong: (text: string) => string): string {
  const text = words.join(' ');
  if (!shape.test(text)) throw new Misuse(wrong(text));
  return text;
}

function nameIn(words: string[]): string {
  const name = words.join(' ');
  if (!isName(name)) throw new Misuse(sentences.noName(name));
  return name;
}

function isName(text: string): boolean {
  return /^[A-Za-z0-9.@_-]{1,100}$/.test(text);
}

/** At most 50, each of at most 1,000 characters:
 *  https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineVariable.html */
function variablesOf(text: string): Record<string, string> {
  const variable = /([A-Za-z0-9@_-]{1,128})=(?:"([^"]{1,1000})"|'([^']{1,1000})'|([^\s"']\S{0,999}))(?:\s+|$)/y;
  const found: Record<string, string> = {};
  while (variable.lastIndex < text.length || text === '') {
    const from = variable.lastIndex;
    const [, name, ...values] = variable.exec(text) ?? [];
    if (name === undefined) throw new Misuse(sentences.noVariables(text.slice(from)));
    if (Object.hasOwn(found, name)) throw new Misuse(sentences.variableTwice(name));
    found[name] = values.find((value) => value !== undefined) ?? '';
  }
  return found;
}
