/**
 * The blocks that Slack accepts, with the limits in its typings. Strict, because Slack is: one unknown property
 * refuses the whole message. Blocks that Signalbox does not send are unknown here.
 */
import { z } from 'zod';

const id = z.string().min(1).max(255);
const style = z.enum(['primary', 'danger']).optional();
const webAddress = z.string().min(1).max(3000);

/** Slack names the union that failed before it names what is wrong inside. */
function oneOf(kinds: z.ZodType) {
  return z.unknown().superRefine((value, context) => {
    const read = kinds.safeParse(value);
    if (read.success) return;
    context.addIssue({ code: 'custom', message: 'failed to match all allowed schemas' });
    for (const issue of read.error.issues) context.addIssue({ ...issue });
  });
}

function plain(max: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });
}

function mrkdwn(max: number) {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  });
}

function either(max: number) {
  return oneOf(z.discriminatedUnion('type', [plain(max), mrkdwn(max)]));
}

const confirm = z.strictObject({
  title: plain(100),
  text: either(300),
  confirm: plain(30),
  deny: plain(30),
  style,
});

const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: id.optional(),
  value: z.string().min(1).max(2000).optional(),
  url: webAddress.optional(),
  style,
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});

const option = z.strictObject({
  text: either(75),
  value: z.string().min(1).max(150),
  description: plain(75).optional(),
  url: webAddress.optional(),
});

const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: id.optional(),
  options: z.array(option).min(1).max(5),
  confirm: confirm.optional(),
});

const select = z
  .strictObject({
    type: z.literal('static_select'),
    action_id: id.optional(),
    placeholder: plain(150).optional(),
    options: z.array(option).min(1).max(100),
    initial_option: option.optional(),
    confirm: confirm.optional(),
    focus_on_load: z.boolean().optional(),
  })
  .refine(
    ({ options, initial_option: first }) =>
      first === undefined || options.some((one) => JSON.stringify(one) === JSON.stringify(first)),
    '`initial_option` must be one of `options`',
  );

const image = z.strictObject({
  type: z.literal('image'),
  image_url: webAddress,
  alt_text: z.string().min(1).max(2000),
});

const anywhere = [
  z
    .strictObject({
      type: z.literal('section'),
      block_id: id.optional(),
      text: either(3000).optional(),
      fields: z.array(either(2000)).min(1).max(10).optional(),
      accessory: oneOf(z.discriminatedUnion('type', [button, overflow, select, image])).optional(),
      expand: z.boolean().optional(),
    })
    .refine(({ text, fields }) => text !== undefined || fields !== undefined, 'must define either `text` or `fields`'),
  z.strictObject({ type: z.literal('header'), block_id: id.optional(), text: plain(150) }),
  z.strictObject({
    type: z.literal('context'),
    block_id: id.optional(),
    elements: z
      .array(oneOf(z.discriminatedUnion('type', [plain(3000), mrkdwn(3000), image])))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    type: z.literal('actions'),
    block_id: id.optional(),
    elements: z
      .array(oneOf(z.discriminatedUnion('type', [button, overflow, select])))
      .min(1)
      .max(25),
  }),
  z.strictObject({ type: z.literal('divider'), block_id: id.optional() }),
  image.extend({ block_id: id.optional(), title: plain(2000).optional() }),
] as const;

const typing = z
  .strictObject({
    type: z.literal('plain_text_input'),
    action_id: id.optional(),
    initial_value: z.string().max(3000).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
    placeholder: plain(150).optional(),
    focus_on_load: z.boolean().optional(),
  })
  .refine(
    ({ min_length = 0, max_length = 3000 }) => min_length <= max_length,
    '`min_length` cannot be more than `max_length`',
  );

/** An instant in seconds, of ten digits. */
const picking = z.strictObject({
  type: z.literal('datetimepicker'),
  action_id: id.optional(),
  initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
  confirm: confirm.optional(),
  focus_on_load: z.boolean().optional(),
});

const ticking = z.strictObject({
  type: z.literal('checkboxes'),
  action_id: id.optional(),
  options: z.array(option).min(1).max(10),
  initial_options: z.array(option).min(1).max(10).optional(),
  confirm: confirm.optional(),
  focus_on_load: z.boolean().optional(),
});

/** Only a view asks for something to be typed. */
const input = z.strictObject({
  type: z.literal('input'),
  block_id: id.optional(),
  label: plain(2000),
  element: oneOf(z.discriminatedUnion('type', [typing, select, picking, ticking])),
  hint: plain(2000).optional(),
  optional: z.boolean().optional(),
});

export const blocks = z.array(z.discriminatedUnion('type', anywhere)).max(50);

export const modal = z
  .strictObject({
    type: z.literal('modal'),
    title: oneOf(plain(24)),
    submit: oneOf(plain(24)).optional(),
    close: oneOf(plain(24)).optional(),
    blocks: z.array(z.discriminatedUnion('type', [...anywhere, input])).max(100),
    private_metadata: z.string().max(3000).optional(),
    callback_id: z.string().max(255).optional(),
    external_id: z.string().max(255).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
  })
  .refine(
    (view) => view.submit !== undefined || view.blocks.every(({ type }) => type !== 'input'),
    '`submit` is required when there is an input block',
  );

export const home = z.strictObject({
  type: z.literal('home'),
  blocks: z.array(z.discriminatedUnion('type', [...anywhere, input])).max(100),
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
});
