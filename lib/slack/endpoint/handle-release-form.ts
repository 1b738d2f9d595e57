import type { Query } from '../../core/command/types.ts';
import type { CommandMessage } from '../../queue/message.ts';
import type { ReleaseSubmission } from '../requests/types.ts';
import type { Answered, Desk } from './handle-request.ts';
import { EMPTY, wrong } from './http.ts';
import { words } from './messages.ts';
import { failed, pass } from './send.ts';

type Opened = Omit<CommandMessage, 'signalbox' | 'command'> & {
  trigger: string;
  command: Extract<Query, { type: 'revisions' }>;
};

/** The form opens empty, and the worker fills it: this function reads nothing of CodePipeline. */
export async function openReleaseForm({ trigger, command, ...who }: Opened, tools: Desk): Promise<Answered> {
  Object.assign(tools.progress, { sentence: words.releaseFormNotOpened, doing: 'opening a form' });
  const { emptyReleaseModal } = await import('../render/release-modal.ts');
  const view = await tools.web.open(trigger, emptyReleaseModal(command.pipeline)).catch((error: unknown) => {
    tools.log({ message: 'request failed', doing: 'opening a form', error });
    return undefined;
  });
  const isTaken = view !== undefined && (await pass({ ...who, command: { ...command, view } }, tools));
  return isTaken ? { answer: EMPTY, served: true } : { answer: await failed(tools), served: false };
}

/** Continues like a typed command. */
export async function handleReleaseForm(filled: ReleaseSubmission, tools: Desk): Promise<Answered> {
  const { REVISION, readRelease } = await import('../render/release-modal.ts');
  const { metadata, chosen, id, user, name, at } = filled;
  const read = readRelease(metadata, chosen);
  if (!read) return { answer: wrong({ [REVISION]: words.oldCommandForm }), served: true };
  const isTaken = await pass({ id, user, name, at, ...read }, tools);
  return isTaken ? { answer: EMPTY, served: true } : { answer: await failed(tools), served: false };
}
