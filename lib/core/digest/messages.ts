import { DAY } from '../base/units.ts';
import { counted } from '../command/messages.ts';
import { calledAmong } from '../command/pipeline-names.ts';
import type { FailureClass } from '../execution/diagnosis.ts';
import { classWords } from '../execution/messages.ts';
import { duration } from '../text/duration.ts';
import type { DigestContent, NamedPipeline } from './content.ts';
import type { DigestFigures } from './figures.ts';

export const digestReasons = {
  ended: 'A digest counts the executions that ended.',
  stands: 'A digest shows what waits.',
  posts: 'The policy wants a digest in this channel.',
} as const;

export interface DigestText {
  title: string;
  /** The title and the main figures, for the notification. */
  inShort: string;
  lines: [label: string, text: string][];
  notes: string[];
  chart: string[];
}

export function digestText(content: DigestContent): DigestText {
  const { figures, before, chart } = content;
  const title = `Digest (${content.name}), ${periodInWords(content)}`;
  const inShort = isNothing(figures) ? NOTHING_ENDED : mainFigures(figures);
  const line = sparkline(chart.counts);
  return {
    title,
    inShort: [`${title}: ${inShort}`, ...(line === '' ? [] : [line])].join(' '),
    lines: [...(isNothing(figures) ? [] : deliveryLines(figures, before)), ...attentionLines(content)],
    notes: [...(isNothing(figures) ? [NOTHING_ENDED] : []), ...(content.isCut ? [CUT] : [])],
    chart: chartLines(chart),
  };
}

const NOTHING_ENDED = 'No execution ended.';
const CUT =
  'More executions ended than a digest keeps: the medians, the flaky actions and the freeze are of the newest ones.';

function isNothing({ executions, deployed }: DigestFigures): boolean {
  return executions === 0 && deployed === 0;
}

function deliveryLines(now: DigestFigures, before: DigestFigures | undefined): DigestText['lines'] {
  const { deployed, executions, rollbacks, changes, failed, lead, restore, classes } = now;
  const more = rollbacks > 0 ? `, ${counted(rollbacks, 'roll-back')}` : '';
  const hasDeployments = deployed > 0 || (before?.deployed ?? 0) > 0;
  const count = (value: number) => String(value);
  return [
    hasDeployments
      ? [
          'Deployments',
          `${deployed}${trend(deployed, before?.deployed, count)}, in ${counted(executions, 'execution')}${more}`,
        ]
      : ['Executions', `${executions}${trend(executions, before?.executions, count)}${more}`],
    ...(changes > 0 ? [failureRate(now, before)] : []),
    ...(lead === undefined ? [] : [['Lead time', span(lead, before?.lead)] as [string, string]]),
    ...(restore === undefined ? [] : [['Time to restore', span(restore, before?.restore)] as [string, string]]),
    ...(failed > 0 && classes.length > 0 ? [['Failures', classesInWords(classes)] as [string, string]] : []),
  ];
}

function failureRate(now: DigestFigures, before: DigestFigures | undefined): [string, string] {
  const earlier = before && before.changes > 0 ? percent(before) : undefined;
  const rate = percent(now);
  return [
    'Change failure rate',
    `${rate} %${trend(rate, earlier, (value) => `${value} %`)} (${now.failed} of ${now.changes})`,
  ];
}

function percent({ failed, changes }: DigestFigures): number {
  return Math.round((100 * failed) / changes);
}

function span(now: number, before: number | undefined): string {
  return `${duration(now)}${trend(now, before, duration)}`;
}

function trend(now: number, before: number | undefined, inWords: (value: number) => string): string {
  if (before === undefined || inWords(before) === inWords(now)) return '';
  return ` ${now > before ? '▲' : '▼'} from ${inWords(before)}`;
}

function classesInWords(classes: DigestFigures['classes']): string {
  return classes
    .map(([name, times]) => `${times} ${classWords[name as FailureClass] || 'unknown'}`)
    .slice(0, MOST_CLASSES)
    .join(', ');
}

const MOST_CLASSES = 4;

function attentionLines({ flaky, waiting, held, behind, now }: DigestContent): DigestText['lines'] {
  const all = [...flaky, ...behind, ...[waiting, held].flatMap((one) => one ?? [])].map(({ pipeline }) =>
    named(pipeline),
  );
  const called = (pipeline: NamedPipeline) => calledAmong(named(pipeline), all);
  return [
    ...flaky.map(({ pipeline, stage, action, times, cost }): [string, string] => [
      'Flaky',
      `${action} in ${stage} of ${called(pipeline)}, ${counted(times, 'time')}, cost ${duration(cost)}`,
    ]),
    ...(waiting
      ? [
          [
            'Oldest approval',
            `${waiting.action} in ${waiting.stage} of ${called(waiting.pipeline)} waits for ${duration(now - waiting.since)}`,
          ] as [string, string],
        ]
      : []),
    ...(held
      ? [
          ['Longest freeze', `${held.stage} of ${called(held.pipeline)}, held for ${duration(held.time)}`] as [
            string,
            string,
          ],
        ]
      : []),
    ...behind.map(({ pipeline, stage, before, changes, since }): [string, string] => [
      'Behind',
      `${stage} of ${called(pipeline)}, ${counted(changes, 'change')} behind ${before}, the oldest for ${duration(now - since)}`,
    ]),
  ];
}

function named(ref: NamedPipeline) {
  return { ref, accountName: ref.accountName };
}

function mainFigures({ deployed, executions, changes, lead, ...more }: DigestFigures): string {
  return [
    deployed > 0 ? counted(deployed, 'deployment') : counted(executions, 'execution'),
    ...(changes > 0 ? [`${percent({ deployed, executions, changes, ...more })} % failed`] : []),
    ...(lead === undefined ? [] : [`lead time ${duration(lead)}`]),
  ].join(', ');
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TWO_DAYS = 2 * DAY;

function periodInWords({ from, until }: DigestContent): string {
  const hasTimes = until - from < TWO_DAYS;
  return [from, until].map((local) => `${dayInWords(local)}${hasTimes ? ` ${timeOf(local)}` : ''}`).join(' – ');
}

function dayInWords(local: number): string {
  const day = new Date(local);
  return `${weekdays[day.getUTCDay()]} ${day.getUTCDate()} ${months[day.getUTCMonth()]}`;
}

function timeOf(local: number): string {
  return new Date(local).toISOString().slice(11, 16);
}

/** Characters: it fits a phone. */
const WIDTH = 12;

/** One line for each day, or for the week from a day on. */
function chartLines({ from, days, counts }: DigestContent['chart']): string[] {
  const most = Math.max(0, ...counts);
  if (most === 0 || counts.length < 2) return [];
  return counts.map((count, index) => {
    const label = dayInWords(from + index * days * DAY);
    const shown = days === 1 ? label.slice(0, 6) : label.slice(4).padEnd(6);
    return `${shown} ${'█'.repeat(Math.ceil((WIDTH * count) / most))}${count > 0 ? ' ' : ''}${count}`;
  });
}

const LEVELS = [...'▁▂▃▄▅▆▇█'];

function sparkline(counts: number[]): string {
  const most = Math.max(0, ...counts);
  if (most === 0 || counts.length < 2) return '';
  return counts.map((count) => LEVELS[Math.round(((LEVELS.length - 1) * count) / most)]).join('');
}
