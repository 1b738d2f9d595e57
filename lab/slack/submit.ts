import { checkView } from './check-blocks.ts';
import { type Desk, envelope, memberOf, type Trouble, trouble } from './desk.ts';
import { type HandedOver, handOver } from './hand-over.ts';
import { type Input, initialOf, inputsOf, showView, stateOf, type View, withIds } from './view.ts';

export interface Submission {
  user: string;
  viewId: string;
  /** The typed or selected values, by the id of the block or its input. Other inputs keep their values. */
  values: Record<string, string>;
}

export type Submitted = { ok: true } | (Trouble & { errors?: Record<string, string> });

/** A person submits a modal. It stays open, with what is wrong beside the inputs, until the app takes it. */
export async function submit(desk: Desk, { user, viewId, values }: Submission): Promise<Submitted> {
  const member = memberOf(desk, user);
  if ('error' in member) return member;
  const view = desk.workspace.views.find((one) => one.id === viewId && one.user === user);
  if (!view) return trouble('There is no such modal open.');
  view.errors = {};
  const typed = inputsOf(view).map((input) => {
    return { input, value: values[input.block_id] ?? values[input.element.action_id] ?? initialOf(input) };
  });
  const missed = typed.flatMap(({ input, value }) => {
    const wrong = wrongWith(input, value);
    return wrong === undefined ? [] : [[input.block_id, wrong] as const];
  });
  if (missed.length > 0) return complain(view, Object.fromEntries(missed));

  const state = Object.fromEntries(
    typed.map(({ input, value }) => {
      return [input.block_id, { [input.element.action_id]: stateOf(input, value) }];
    }),
  );
  const payload = {
    type: 'view_submission',
    ...envelope(member.person),
    trigger_id: desk.workspace.triggers.mint(user),
    view: showView(view, state),
    response_urls: [],
  };
  return takeAnswer(desk, view, await handOver(member.app, { payload: JSON.stringify(payload) }, desk.now()));
}

export function dismiss({ workspace }: Desk, { user, viewId }: Omit<Submission, 'values'>): void {
  workspace.views = workspace.views.filter((one) => one.id !== viewId || one.user !== user);
}

/** The checks of Slack's own client. */
function wrongWith({ optional = false, element }: Input, value: string): string | undefined {
  const { type, options = [], min_length = 0, max_length = 3000 } = element;
  if (value.trim() === '') return optional ? undefined : 'Please complete this required field.';
  if (['static_select', 'checkboxes'].includes(type) && !options.some((option) => option.value === value))
    return 'There is no such choice.';
  if (type === 'datetimepicker' && !/^\d{10}$/.test(value)) return 'That is not a time.';
  if (value.length < min_length) return `Please write at least ${min_length} characters.`;
  return value.length > max_length ? `Please write at most ${max_length} characters.` : undefined;
}

function takeAnswer({ workspace }: Desk, view: View, answer: HandedOver): Submitted {
  const reply = answer.type === 'answered' && answer.status === 200 ? parse(answer.body) : undefined;
  const close = () => {
    workspace.views = workspace.views.filter((one) => one !== view);
    return { ok: true } as const;
  };
  if (reply === 'nothing') return close();
  switch (reply?.response_action) {
    case 'clear':
      workspace.views = workspace.views.filter(({ user }) => user !== view.user);
      return { ok: true };
    case 'errors': {
      const blocks = inputsOf(view).map(({ block_id }) => block_id);
      const errors = Object.entries(Object(reply.errors) as Record<string, string>);
      const fit = errors.length > 0 && errors.every(([block, text]) => blocks.includes(block) && text !== '');
      return fit ? complain(view, Object.fromEntries(errors)) : wentWrong();
    }
    case 'update': {
      if (checkView(reply.view).length > 0) return wentWrong();
      const next = reply.view as Pick<View, 'title' | 'blocks'>;
      Object.assign(view, { submit: undefined, close: undefined }, next, { blocks: withIds(next.blocks), errors: {} });
      return { ok: true };
    }
    default:
      return wentWrong();
  }
}

interface Reply {
  response_action?: unknown;
  errors?: unknown;
  view?: unknown;
}

function parse(body: string): 'nothing' | Reply | undefined {
  if (body === '') return 'nothing';
  try {
    return Object(JSON.parse(body));
  } catch {
    return undefined;
  }
}

function complain(view: View, errors: Record<string, string>): Submitted {
  view.errors = errors;
  return { ...trouble(Object.values(errors).join(' ')), errors };
}

/** Slack's one error text for a modal, for any cause. */
function wentWrong(): Submitted {
  return trouble('We had some trouble connecting. Try again?');
}
