import { type Block, bot } from './workspace.ts';

/** An open modal of a person. */
export interface View {
  id: string;
  user: string;
  /** By which it was opened. */
  trigger: string;
  hash: string;
  title: Text;
  submit?: Text;
  close?: Text;
  blocks: Block[];
  callback_id: string;
  private_metadata: string;
  external_id: string;
  clear_on_close: boolean;
  notify_on_close: boolean;
  /** Errors of the inputs, by block. */
  errors: Record<string, string>;
}

export interface Text {
  type: 'plain_text';
  text: string;
  emoji?: boolean;
}

/** An input block. What opened the view has been checked, so the shape may be relied on. */
export interface Input {
  type: 'input';
  block_id: string;
  label: Text;
  optional?: boolean;
  element: {
    type: string;
    action_id: string;
    min_length?: number;
    max_length?: number;
    options?: Option[];
    initial_value?: string;
    initial_option?: Option;
    initial_date_time?: number;
    initial_options?: Option[];
  };
}

interface Option {
  text: Text;
  description?: Text;
  value: string;
}

export function inputsOf({ blocks }: Pick<View, 'blocks'>): Input[] {
  return blocks.filter(({ type }) => type === 'input') as unknown as Input[];
}

/** Slack makes up the ids that were left out. */
export function withIds(blocks: Block[]): Block[] {
  return blocks.map((block, index) => {
    const named = { block_id: `block${index}`, ...block };
    if (block.type !== 'input') return named;
    return { ...named, element: { action_id: `input${index}`, ...Object(block.element) } };
  });
}

/** Its value before the person changes it. */
export function initialOf({ element }: Input): string {
  const { initial_value, initial_option, initial_options, initial_date_time } = element;
  const [ticked] = initial_options ?? [];
  return initial_value ?? initial_option?.value ?? ticked?.value ?? initial_date_time?.toString() ?? '';
}

/** The value in a submission: each kind of input has its own field. */
export function stateOf({ element: { type, options = [] } }: Input, value: string): object {
  switch (type) {
    case 'static_select':
      return { type, selected_option: options.find((option) => option.value === value) ?? null };
    case 'checkboxes':
      return { type, selected_options: options.filter((option) => option.value === value) };
    case 'datetimepicker':
      return { type, selected_date_time: value === '' ? null : Number(value) };
    default:
      return { type, value: value === '' ? null : value };
  }
}

type Values = Record<string, Record<string, object>>;

/** The view in the answer of views.open and in a submission. */
export function showView({ user: _, trigger: __, errors: ___, submit, close, ...view }: View, values: Values = {}) {
  return {
    ...view,
    type: 'modal',
    team_id: bot.team,
    submit: submit ?? null,
    close: close ?? null,
    state: { values },
    root_view_id: view.id,
    previous_view_id: null,
    app_id: bot.app,
    app_installed_team_id: bot.team,
    bot_id: bot.bot,
  };
}
