import { moreLines } from '../../core/command/messages.ts';
import type { PipelineKey } from '../../core/freeze/transitions.ts';
import type { BoardText } from '../../core/where/board-text.ts';
import { actions } from '../requests/action-ids.ts';
import { writePipelineReference } from '../requests/button-reference.ts';
import { type Block, type Button, context, type Message, plainText, section, unfoldedSection } from './blocks.ts';
import { sentence } from './sentence.ts';
import { plain } from './text.ts';

/** Characters of all blocks together, and of one, markup included; Slack allows 3,000 in one. */
const ALL = 8_500;
const LONGEST = 2_900;
const LONGEST_LINE = 700;
/** Slack allows 50. Title and end are blocks too. */
const MOST = 45;

/** A block for each pipeline, as many as fit: the first ones have the most changes that wait. */
export function renderBoard({ title, pipelines, more }: BoardText): Message {
  const heading = plain(title, 500);
  const shown: Block[] = [];
  let length = heading.length;
  for (const { text: pipeline, release } of pipelines.slice(0, MOST)) {
    const text = block(pipeline);
    length += text.length;
    if (length > ALL) break;
    shown.push(unfoldedSection(text, release && releaseButton(release)));
  }
  const left = pipelines.length - shown.length + more;
  const rest = left > 0 ? [context(plain(moreLines(left, 'where'), 300))] : [];
  return { text: heading, blocks: [section(`*${heading}*`), ...shown, ...rest] };
}

function block(pipeline: string): string {
  const [first = '', ...stages] = pipeline.split('\n');
  const [name = '', ...rest] = sentence(first, LONGEST_LINE).split(' · ');
  const lines: string[] = [[`*${name}*`, ...rest].join(' · ')];
  let length = 0;
  for (const [index, stage] of stages.entries()) {
    const line = sentence(stage, LONGEST_LINE);
    length += line.length + 1;
    if (length > LONGEST - LONGEST_LINE) return [...lines, moreStages(stages.length - index)].join('\n');
    lines.push(line);
  }
  return lines.join('\n');
}

function releaseButton(pipeline: PipelineKey): Button {
  const common = { type: 'button', action_id: actions.release, text: plainText('Release…') } as const;
  return { ...common, value: writePipelineReference(pipeline) };
}

function moreStages(count: number): string {
  return `… ${count} more ${count === 1 ? 'stage' : 'stages'}`;
}
