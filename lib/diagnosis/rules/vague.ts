import type { TextRule } from './rule.ts';

/** Less certain words. They come after all exact rules, and do not apply to logs. */
export const vagueRules: TextRule[] = [
  {
    id: 'action-configuration',
    class: 'configuration',
    says: [
      /\binvalid (action )?configuration\b/i,
      /\bconfiguration (is|was) (invalid|not valid)\b/i,
      /\binvalid '?\w+/i,
      /\b\w*Invalid(Configuration|Parameter|Request|Input)\w*\b/,
      /\brequires? .{0,60}\bto (have|be)\b/i,
      /\b(not a|is not) (a )?valid\b/i,
      /\bvalidation (error|failed|exception|failure)/i,
      /\bmust (be|have|contain|match|satisfy|not) /i,
      /\bunsupported\b/i,
      /\bnot supported\b|\bdoes not support\b/i,
      /\bcan ?not be (more|less|larger|longer|greater|smaller) than\b/i,
      /\bmalformed\b/i,
      /\b(can ?not|must not|may not) be (empty|null|blank)\b/i,
      /\b(is|are) (a )?required\b|\brequired (key|property|parameter|field)\b/i,
      /\bdoes not match\b|\bnot (allowed|permitted) for\b/i,
    ],
    unless: /\binvalid (state|response)\b|\bmust be ready\b|\bout of memory\b|\btoo many requests\b/i,
    because: 'The configuration is not valid',
  },
  {
    id: 'missing',
    class: 'configuration',
    says: [
      /\b(does|do|did)(n't| not) exist\b/i,
      /\b(can ?not|could not|couldn't|can't) (be found|find|locate)\b/i,
      /\b(was|were|is) not found\b/i,
      /\bunable to (find|locate)\b/i,
      /\bno (longer )?(\w+ ){1,3}(found|exists?)\b/i,
      /\bnot found\b/i,
      /\balready exists\b/i,
      /\bNo such \w+/,
    ],
    unless: /\bhost not found\b|\bresolve\b|\bcontainer instances?\b/i,
    because: 'A named resource does not exist, or already exists',
  },
];
