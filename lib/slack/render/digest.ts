import type { DigestContent } from '../../core/digest/content.ts';
import { digestText } from '../../core/digest/messages.ts';
import { type Message, unfoldedSection } from './blocks.ts';
import { fence, line } from './text.ts';

/** Characters; Slack allows 3,000 in a block. A digest has at most 16 lines. */
const LONGEST_LINE = 170;
const LONGEST_CHART = 1_000;

export function renderDigest(content: DigestContent): Message {
  const { title, inShort, lines, notes, chart } = digestText(content);
  const text = [
    `*${line(title, 200)}*`,
    ...lines.map(([label, value]) => `${label}: ${line(value, LONGEST_LINE)}`),
    ...notes.map((note) => line(note, LONGEST_LINE)),
  ];
  return {
    text: line(inShort, 500),
    blocks: [
      unfoldedSection(text.join('\n')),
      ...(chart.length > 0 ? [unfoldedSection(fence(chart.join('\n'), LONGEST_CHART))] : []),
    ],
  };
}
