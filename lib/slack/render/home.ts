import { type PipelineKey, refOfPipeline } from '../../core/freeze/transitions.ts';
import type { HomePipeline, HomeView } from '../../core/home/home-view.ts';
import { homeTexts, moreOf } from '../../core/home/messages.ts';
import { homeActions } from '../requests/action-ids.ts';
import { writePipelineReference } from '../requests/button-reference.ts';
import { type Block, type Button, buttons, context, plainText, section } from './blocks.ts';
import { sentence } from './sentence.ts';
import { link, moment, plain } from './text.ts';

export interface Home {
  type: 'home';
  blocks: HomeBlock[];
}

type HomeBlock = Block | { type: 'header'; text: Text } | { type: 'divider' } | { type: 'actions'; elements: Select[] };

type Text = ReturnType<typeof plainText>;

interface Select {
  type: 'static_select';
  action_id: string;
  placeholder: Text;
  options: { text: Text; value: string }[];
}

/** Slack allows 100 blocks in a Home; a pipeline has two. */
const MOST_LINES = 15;
const MOST_OPTIONS = 100;

export function renderHome(view: HomeView): Home {
  const { asOf, approvals, moreApprovals, hasOlder, pipelines, morePipelines, freezes, others, note } = view;
  return {
    type: 'home',
    blocks: [
      context(`As of ${moment(asOf)}`),
      buttons(button(homeActions.refresh, homeTexts.refresh)),
      ...(note ? [section(plain(note, 300))] : []),
      heading(homeTexts.approvals),
      ...orNone(
        approvals.slice(0, MOST_LINES).map(approval),
        moreApprovals > 0 || hasOlder ? homeTexts.noneOfNewest : homeTexts.noApprovals,
      ),
      ...more(Math.max(0, approvals.length - MOST_LINES) + moreApprovals, 'approval'),
      ...(hasOlder ? [context(homeTexts.older)] : []),
      heading(homeTexts.pipelines),
      ...orNone(pipelines.flatMap(followed), homeTexts.noPipelines),
      ...more(morePipelines, 'pipeline'),
      ...pinning(others),
      heading(homeTexts.freezes),
      ...orNone(
        freezes.slice(0, MOST_LINES).map((line) => section(sentence(line, 600))),
        homeTexts.noFreezes,
      ),
      ...more(freezes.length - MOST_LINES, 'line'),
    ],
  };
}

export function renderHomeOff(): Home {
  return { type: 'home', blocks: [section(plain(homeTexts.off, 300))] };
}

function heading(text: string): HomeBlock {
  return { type: 'header', text: plainText(text) };
}

function orNone(blocks: HomeBlock[], none: string): HomeBlock[] {
  return blocks.length > 0 ? blocks : [section(plain(none, 300))];
}

function more(count: number, what: Parameters<typeof moreOf>[1]): HomeBlock[] {
  return count > 0 ? [context(moreOf(count, what))] : [];
}

/** No buttons of an approval: its message has them, with what a decision needs. */
function approval({ headline, url, text, channels }: HomeView['approvals'][number]): HomeBlock {
  const where = channels.length > 0 ? `\nIts buttons are in ${channels.map((id) => `<#${id}>`).join(', ')}.` : '';
  return section(`*${link(url, plain(headline, 300))}*\n${sentence(text, 900)}${where}`);
}

function followed({ key, name, text, url, isPinned, isMuted }: HomePipeline): HomeBlock[] {
  const state = url === undefined ? plain(`${name}: ${text}`, 500) : link(url, plain(text, 500));
  const { account, region } = refOfPipeline(key);
  const place = plain([account, region, ...(isMuted ? [homeTexts.muted] : [])].join(' · '), 200);
  const value = writePipelineReference(key);
  return [
    section(`${state}\n${place}`),
    buttons(
      isMuted ? button(homeActions.unmute, homeTexts.unmute, value) : button(homeActions.mute, homeTexts.mute, value),
      ...(isPinned ? [button(homeActions.unpin, homeTexts.unpin, value)] : []),
    ),
  ];
}

function pinning(others: PipelineKey[]): HomeBlock[] {
  const options = others.slice(0, MOST_OPTIONS).map((key) => ({
    text: plainText(named(key)),
    value: writePipelineReference(key),
  }));
  const select = { type: 'static_select', action_id: homeActions.pin, placeholder: plainText(homeTexts.pin) } as const;
  return options.length > 0 ? [{ type: 'actions', elements: [{ ...select, options }] }] : [];
}

/** Slack allows 75 characters. */
function named(key: PipelineKey): string {
  const { account, region, pipeline } = refOfPipeline(key);
  const place = ` (${account.slice(-4)}, ${region})`;
  const room = 75 - place.length;
  return (pipeline.length > room ? `${pipeline.slice(0, room - 1)}…` : pipeline) + place;
}

function button(action_id: string, text: string, value = action_id): Button {
  return { type: 'button', action_id, text: plainText(text), value };
}
