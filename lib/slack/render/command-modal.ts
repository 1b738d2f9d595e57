import { truncate } from '../../core/text/truncate.ts';
import { LONGEST_REASON } from '../commands/arguments.ts';
import { type Draft, type Field, type Fields, lengths, UNTIL } from '../commands/command-form.ts';
import { ANYWAY } from '../commands/keywords.ts';
import { type Modal, type Text, text } from './modal-parts.ts';

/** A form for the commands that are clumsy to type. Its fields have the names of the command's keywords. */

interface CommandForm extends Draft {
  channel: string;
}

interface CommandModal extends Modal {
  blocks: ({ type: 'context'; elements: Text[] } | Input)[];
}

interface Input {
  type: 'input';
  block_id: Field;
  label: Text;
  hint?: Text;
  optional: boolean;
  element: Typed | Menu | Picker | Checkboxes;
}
interface Typed {
  type: 'plain_text_input';
  action_id: Field;
  initial_value?: string;
  placeholder: Text;
  max_length: number;
}
interface Menu {
  type: 'static_select';
  action_id: Field;
  placeholder: Text;
  options: Option[];
  initial_option?: Option;
}
interface Option {
  text: Text;
  value: string;
}
interface Checkboxes {
  type: 'checkboxes';
  action_id: Field;
  options: Option[];
  initial_options?: Option[];
}
interface Picker {
  type: 'datetimepicker';
  action_id: Field;
  initial_date_time?: number;
}

const verbs = { freeze: 'Freeze', override: 'Override' } as const;
const abouts = {
  freeze: 'No execution enters these stages until the freeze ends. It ends by itself, or earlier with unfreeze.',
  override:
    'Executions that these freezes hold may go on until it ends. The policy decides who may override, and for how long.',
} as const;

const LONGEST = 3_000;
const LONGEST_PROBLEM = 300;

export function commandModal({ type, fields, problem, channel }: CommandForm): CommandModal {
  const about = problem === undefined ? [] : [text(truncate(problem, LONGEST_PROBLEM))];
  return {
    type: 'modal',
    callback_id: type,
    private_metadata: JSON.stringify({ channel }),
    title: text(verbs[type]),
    submit: text(verbs[type]),
    close: text('Cancel'),
    blocks: [
      { type: 'context', elements: [...about, text(abouts[type])] },
      ...(type === 'override' ? [typed('freezes', fields)] : []),
      typed('pipelines', fields),
      { ...typed('stage', fields), optional: true },
      input('for', 'Duration', menu(fields)),
      { ...input('until', 'Until', picker(fields), `Used if "${durationText(UNTIL)}" is chosen`), optional: true },
      typed('because', fields),
      { ...input('anyway', 'Pipelines to come', checkboxes(fields)), optional: true },
    ],
  };
}

const texts = {
  freezes: { label: 'Which freezes', example: 'weekend', hint: 'Ids, separated by commas, or: all', most: LONGEST },
  pipelines: {
    label: 'Pipelines',
    example: 'shop-*, api',
    hint: 'Names or patterns, separated by commas, or: all',
    most: LONGEST,
  },
  stage: { label: 'Stages', example: 'Deploy*', hint: 'Empty means all stages', most: LONGEST },
  because: {
    label: 'Reason',
    example: 'load test',
    hint: 'It appears in the announcement and in the journal',
    most: LONGEST_REASON,
  },
} as const;

function typed(field: keyof typeof texts, { [field]: given }: Fields): Input {
  const { label, example, hint, most: max_length } = texts[field];
  const common = { type: 'plain_text_input', action_id: field, placeholder: text(example), max_length } as const;
  const element = given === undefined ? common : { ...common, initial_value: truncate(given, max_length) };
  return input(field, label, element, hint);
}

function menu({ for: given }: Fields): Menu {
  const options = [...Object.keys(lengths), UNTIL].map((value) => ({ text: text(durationText(value)), value }));
  const initial_option = options.find(({ value }) => value === given);
  const common = { type: 'static_select', action_id: 'for', placeholder: text('Choose'), options } as const;
  return initial_option === undefined ? common : { ...common, initial_option };
}

function durationText(value: string): string {
  return value === UNTIL ? 'until the time below' : lengths[value as keyof typeof lengths];
}

function picker({ until }: Fields): Picker {
  const common = { type: 'datetimepicker', action_id: 'until' } as const;
  return until === undefined ? common : { ...common, initial_date_time: Number(until) };
}

function checkboxes({ anyway }: Fields): Checkboxes {
  const options = [{ text: text('Also if no pipeline or stage matches now'), value: ANYWAY }];
  const common = { type: 'checkboxes', action_id: 'anyway', options } as const;
  return anyway === undefined ? common : { ...common, initial_options: options };
}

function input(field: Field, label: string, element: Input['element'], hint?: string): Input {
  const more = hint === undefined ? {} : { hint: text(hint) };
  return { type: 'input', block_id: field, label: text(label), ...more, optional: false, element };
}
