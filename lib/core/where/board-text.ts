import { isHeld } from '../freeze/held.ts';
import { type PipelineKey, pipelineKey } from '../freeze/transitions.ts';
import type { PolicyPort, RouteBoard } from '../model/policy-port.ts';
import { type BoardPipeline, type DeploymentBoard, onBoard, withDetails } from './board.ts';
import { mostWaitingFirst, whereLines } from './lines.ts';
import { boardTitle, heldInWords, unreadInWords } from './messages.ts';

/** The text of a board, without its form in Slack. */
export interface BoardText {
  title: string;
  /** The pipeline with the most changes that wait comes first. */
  pipelines: BoardSection[];
  more: number;
}

export interface BoardSection {
  text: string;
  /** The pipeline, if the policy lets any person release it. */
  release?: PipelineKey;
}

/** @returns `next`: when a freeze may change the text; undefined as long as nothing of it was read */
export function boardText(
  board: DeploymentBoard,
  route: RouteBoard,
  rules: PolicyPort,
  now: number,
): { text: BoardText; next?: number } | undefined {
  if (!board.listed) return undefined;
  const keys = onBoard(board);
  const read = withDetails(board).flatMap((key) => known(board, key));
  if (read.length === 0 && keys.length > 0) return undefined;
  const unknown = keys.length - read.length;
  const shown = read.filter((one) => !one.gone && isMatched(one, route, rules));
  const nexts: number[] = [];
  const heldIn = ({ ref, tags }: Pick<BoardPipeline, 'ref' | 'tags'>, stage: string) => {
    const decided = rules.freeze({ ...ref, tags, stage }, now);
    if (decided.next !== undefined) nexts.push(decided.next);
    return isHeld(decided) ? heldInWords(decided) : undefined;
  };
  const readable = mostWaitingFirst(shown.filter(({ unread }) => unread === undefined));
  const texts = whereLines(readable, undefined, { heldIn });
  const unread = [
    ...shown.flatMap(({ ref, unread }) => (unread === undefined ? [] : [unreadInWords(ref.pipeline, unread)])),
    ...board.listed[1].unread.map((sentence) => `${sentence}.`),
  ];
  const pipelines: BoardSection[] = [
    ...readable.map((one, index) => ({ text: texts[index] ?? '', ...releaseOf(one, rules) })),
    ...unread.map((text) => ({ text })),
  ];
  const title = boardTitle(route.name, shown.length + unknown, behind(readable));
  const next = nexts.length > 0 ? Math.min(...nexts) : undefined;
  return { text: { title, pipelines, more: unknown }, next };
}

function releaseOf({ ref, tags, deployments = [] }: BoardPipeline, rules: PolicyPort): Pick<BoardSection, 'release'> {
  const isAllowed = deployments.some(({ stage }) => rules.acts({ ...ref, tags, stage }).includes('release'));
  return isAllowed ? { release: pipelineKey(ref) } : {};
}

function known({ read = {} }: DeploymentBoard, key: PipelineKey): BoardPipeline[] {
  const [, pipeline] = read[key] ?? [];
  return pipeline ? [pipeline] : [];
}

/** Its tags are known only after it was read. */
function isMatched({ ref, tags }: BoardPipeline, { key }: RouteBoard, rules: PolicyPort): boolean {
  return rules.boards({ ...ref, tags }).some((one) => one.key === key);
}

function behind(pipelines: BoardPipeline[]): number {
  return pipelines.filter(({ deployments = [] }) => deployments.some(({ drift }) => drift?.type === 'behind')).length;
}
