import type { TextRule } from './rule.ts';

/** Messages of CloudFormation, its StackSets, hooks and macros about a template and a stack. */
export const stackRules: TextRule[] = [
  {
    id: 'stack-rolled-back',
    class: 'configuration',
    says: [/(?<!current (stack )?)\b(is in|status(?: of)?:?|state:?|in) (the )?\W?ROLLBACK_COMPLETE\b/i],
    because: 'The stack was never created, and its remains cannot be updated',
    hint: 'Delete the stack (it is in ROLLBACK_COMPLETE) and run the action again, or use the action mode REPLACE_ON_FAILURE.',
  },
  {
    id: 'stack-stuck',
    class: 'configuration',
    says: [
      /\b(is in|status:?|state:?|in) (the )?\W?(UPDATE_ROLLBACK_FAILED|ROLLBACK_FAILED|DELETE_FAILED|REVIEW_IN_PROGRESS)\b/i,
    ],
    because: 'The stack is in a state that allows no update',
    hint: 'Continue the rollback (skip resources that cannot be rolled back) or delete the stack, then retry the action.',
  },
  {
    id: 'stack-exists',
    class: 'configuration',
    says: [
      /\balready exists\b/i,
      /\balready (in use|associated|assigned|taken|been used|being used|configured|bound)\b/i,
      /\bname (is )?already\b/i,
      /\bversion\b.{0,40}\bexists\b/i,
      /\bconflicts with another\b/i,
    ],
    unless: /\bfile already exists\b/i,
    because: 'A resource with that name already exists',
    hint: 'Use another name or none (CloudFormation then generates one), or import or delete the existing resource.',
  },
  {
    id: 'stack-export',
    class: 'configuration',
    says: [
      /\bno export named\b/i,
      /\bexport\b.{0,160}\b(in use|cannot be (updated|deleted)|being used|as it is)\b/i,
      /\b(is|are) (still )?imported by\b/i,
    ],
    because: 'An export is missing, or another stack uses it',
    hint: 'Deploy the exporting stack first. To change an export, first remove its imports.',
  },
  {
    id: 'stack-capabilities',
    class: 'configuration',
    says: [/\brequires? capabilities\b/i, /\bCAPABILITY_\w+\b/],
    because: 'The action lacks a capability that the template needs',
    hint: "Add the capability to the action's configuration.",
  },
  {
    id: 'stack-template',
    class: 'configuration',
    says: [
      /\btemplate (format|validation) error\b/i,
      /\btemplate\b.{0,60}\b(invalid|not valid|unresolved|error|exceed|larger)/i,
      /\bunresolved (resource )?(dependencies|condition)\b/i,
      /\bcircular dependenc/i,
      /\bparameters: \[.{0,200}\] (must have values|do not exist)/i,
      /\bparameter \S+ (must|failed|has)\b/i,
      /\bvalue of property\b/i,
      /\b(encountered )?(unsupported|extraneous|unrecognized) (property|key|resource|permitted)/i,
      /\bmodel validation failed\b/i,
      /\bproperties validation failed\b/i,
      /\b(size|length|number of resources|value) .{0,60}\b(less|greater|smaller|larger|more) than\b/i,
      /\bmacro\b.{0,60}\b(fail|not|error)|\btransform AWS::/i,
      /\bcustom-named resource\b/i,
      /\brequires replac/i,
      /\bupdates are not allowed\b/i,
      /\bno updates are to be performed\b/i,
      /\bdidn'?t contain changes\b/i,
      /\bunable to fetch parameters\b/i,
    ],
    because: 'CloudFormation does not accept the template or its parameters',
  },
  {
    id: 'stack-hook',
    class: 'configuration',
    says: [
      /\bhooks?\b.{0,60}\b(failed|failure|rejected|non-?compliant)\b/i,
      /\bnon-?compliant\b/i,
      /\b(policy|rule|guardrail|compliance) violations?\b|\bviolates? (the |a )?(\w+ )?(policy|rule|guardrail)/i,
    ],
    // CodeDeploy and ECS also call the scripts of a deployment hooks.
    unless:
      /\blifecycle\b|\bdeployment hook\b|\b(After|Before)[A-Z]\w+ hook\b|\bhook function\b|\b(pre|post)-\w+ hooks? failed\b/i,
    because: 'A hook or rule of the account rejected the change',
    hint: 'Read the message of the hook. The template must meet the rule.',
  },
  {
    id: 'stack-dependents',
    class: 'configuration',
    says: [
      /\bhas (a )?dependent (object|resource)/i,
      /\bbucket (you tried to delete )?is not empty\b|\bnot empty\b/i,
      /\bcannot (delete|be deleted|be updated|update|modify|be modified)\b/i,
      /\bdeletion protection\b|\btermination protection\b|\btermination ?protection\b/i,
      /\bcannot (change|detach|remove)\b/i,
      /\bmust detach all policies\b/i,
      /\bunable to (delete|remove)\b/i,
    ],
    unless: /_IN_PROGRESS\b|\bin progress\b|\btimed out\b/i,
    because: 'A person has to remove an obstacle first',
  },
  {
    id: 'stack-reference',
    class: 'configuration',
    says: [
      /\bunable to describe \w/i,
      /\b(resource|stack|change ?set|function|service|cluster|role|policy|group|subnet|vpc|ami|zone|key|certificate|queue|topic|table|alias|version|bucket|application|environment|portfolio|product|task definition|provider|container|project)\b.{0,160}\b(does not exist|doesn't exist|not found|cannot be found|could not be found|was not found|not active|inactive)\b/is,
    ],
    unless:
      /\b(executable file|command|module|package|class|symbol|host|script|key) not found\b|\bENOTFOUND\b|\bresolve\b|\bnpm\b|\bartifact\b/i,
    because: 'A named resource does not exist',
    hint: 'Check the name, account and Region.',
  },
];
