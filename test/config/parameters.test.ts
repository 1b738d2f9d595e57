import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import CheckParameters from '../../infra/check-parameters.ts';
import { givenProblems } from '../../lib/config/given-parameters.ts';
import { noParameters, parameterNames, parameterProblems } from '../../lib/config/parameters.ts';
import { readYaml } from '../../lib/policy/file/yaml.ts';

const shipped = readFileSync('serverless.yml', 'utf8');
const problems = (parameter: string) =>
  parameterProblems('s.yml', `params:\n  default: { memory: 512 }\n  production:\n    ${parameter}\n`);

describe('the parameters in serverless.yml', () => {
  it('that are shipped are valid and complete', () => {
    expect(parameterProblems('serverless.yml', shipped)).toEqual([]);
    const read = readYaml(shipped, { allowsTags: true });
    const { default: defaults } = (read.ok ? read.file.content.params : {}) as { default: object };
    expect(Object.keys(defaults).sort()).toEqual(parameterNames.toSorted());
  });

  it.each([
    ['slackConcurency: "0"', 'slackConcurency: unknown key; did you mean "slackConcurrency"?'],
    ['spokes: ["444455556666", "777788889999"]', 'spokes: expected account numbers in one text'],
    ['spokes: "444455556666, 777788889999"', 'spokes: expected account numbers in one text'],
    ['spokes: 044455556666', 'spokes: put it in quotes: "044455556666"'],
    ['topics: deployments', 'topics: expected the ARN of a topic'],
    ['topics: [deployments]', 'topics.0: expected the ARN of a topic'],
    ['alarms: ["arn:aws:sns:eu-central-1:111122223333:x"]', 'alarms: a list is not expected here; write '],
    ['regions: [eu-central-1, eu-west-1]', 'regions: expected one Region or a pattern'],
    ['memory: "512"', 'memory: write it without quotes: 512'],
    ['sweepMemory: 64', 'sweepMemory: expected at least 128'],
    ['maximumConcurrency: 1', 'maximumConcurrency: expected at least 2'],
    ['slackConcurrency: ten', 'slackConcurrency: expected a number in quotes, as "10"'],
    ['traces: true', 'traces: put it in quotes: "true"'],
    ['logLevel: info', 'logLevel: "info" is not one of TRACE, DEBUG, INFO'],
    ['logRetention: 31', 'logRetention: "31" is not one of 1, 3, 5, 7'],
    ['policyObject: s3://my-bucket/policy.json', 'policyObject: expected the object as BUCKET/KEY, without s3://'],
    ['policyParameter: policy', 'policyParameter: expected the name of an SSM parameter'],
    ['policyParameter: //signalbox/policy', 'policyParameter: expected the name of an SSM parameter'],
    ['slackBotToken: signalbox/token', 'slackBotToken: expected the name of an SSM parameter'],
  ])('may not contain %s: the error has the place and the right form', (parameter, says) => {
    expect(problems(parameter)).toEqual([expect.stringContaining(`s.yml:4:`)]);
    expect(problems(parameter)[0]).toContain(`params.production.${says}`);
  });

  it.each([
    'topics: [!Ref Topic, "arn:aws:sns:eu-central-1:111122223333:x"]',
    `alarms: \${env:TOPIC}`,
    'slackConcurrency: 0',
    'spokes: ""',
    'policyObject: my-bucket/signalbox/policy.json',
    'policyParameter: /signalbox/policy',
    'regions: "*"',
  ])('may contain %s', (parameter) => {
    expect(problems(parameter)).toEqual([]);
  });

  it('may name only one place of the policy', () => {
    expect(problems('policyObject: my-bucket/policy.json\n    policyParameter: /policy')).toEqual([
      's.yml:5:5 params.production.policyParameter: the policy is in one place: name policyObject or policyParameter',
    ]);
  });

  it('belong below the name of a stage', () => {
    const text = 'params:\n  slackConcurrency: "0"\n';
    expect(parameterProblems('s.yml', text)).toEqual([
      's.yml:2:3 params.slackConcurrency: parameters stand below the name of a stage, as production: { slackConcurrency: "0" }',
    ]);
    expect(parameterProblems('s.yml', 'service: x\n')).toEqual([]);
  });

  it('are reported as missing in a file that has none', () => {
    const none = (text: string) => noParameters('s.yml', text);
    const other = 's.yml: no parameters were found under params. Name the serverless.yml of Signalbox.';
    expect(none('{ "name": "signalbox", "private": true, "scripts": {} }')).toBe(other);
    expect(none('service: x\nparams:\n')).toBe(other);
    expect(none('service: x\nparam: { default: { memory: 512 } }\n')).toBe(
      's.yml: no parameters were found under params; it has param: did you mean params?',
    );
    expect(none(shipped)).toBeUndefined();
    expect(none('params: { default: { memory: 512 } }')).toBeUndefined();
  });

  it('are checked by the framework before each command', () => {
    const read = readYaml(shipped, { allowsTags: true });
    const plugins = read.ok ? read.file.content.plugins : [];
    expect(plugins).toContain('./infra/check-parameters.ts');
    const framework = { serviceDir: '.', configurationFilename: 'serverless.yml', classes: { Error } };
    expect(() => CheckParameters(framework)).not.toThrow();
    expect(() =>
      CheckParameters({ ...framework, serviceDir: 'test/config', configurationFilename: 'wrong.yml' }),
    ).toThrow('wrong.yml:3:5 params.production.slackConcurency: unknown key; did you mean "slackConcurrency"?');
  });
});

describe('the parameters on the command line', () => {
  it.each([
    ['policyObject=s3://my-bucket/x', '--param policyObject: expected the object as BUCKET/KEY, without s3://'],
    ['spoke=444455556666', '--param spoke: unknown key; did you mean "spokes"?'],
    ['memory=64', '--param memory: expected at least 128'],
    ['memory=much', '--param memory: '],
    ['spokes=4444', '--param spokes: expected account numbers in one text'],
    ['traces=yes', '--param traces: "yes" is not one of true, false'],
    ['logRetention=31', '--param logRetention: "31" is not one of 1, 3, 5, 7'],
    ['topics=arn:aws:sns:eu-central-1:111122223333:a,arn:aws:sns:eu-central-1:111122223333:b', '--param topics: '],
    ['constructor=1', '--param constructor: unknown key'],
    ['memory', '--param "memory": expected NAME=VALUE'],
    ['memory=', '--param "memory=": expected NAME=VALUE'],
  ])('may not contain %s', (given, says) => {
    expect(givenProblems([given])).toEqual([expect.stringContaining(says)]);
  });

  it('may not contain two places of the policy, or two values', () => {
    expect(givenProblems(['policyObject=my-bucket/x', 'policyParameter=/policy'])).toEqual([
      '--param policyParameter: the policy is in one place: name policyObject or policyParameter',
    ]);
    expect(givenProblems(['memory=512', 'memory=1024'])).toEqual(['--param memory: given more than once']);
  });

  it('are accepted in the forms of a shell', () => {
    const alarms = 'alarms=arn:aws:sns:eu-central-1:111122223333:on-call';
    const numbers = ['memory=512', 'logRetention=30', 'slackConcurrency=0', 'maximumConcurrency=2'];
    const texts = ['spokes=044455556666,777788889999', 'regions=*', 'traces=true', 'logLevel=DEBUG'];
    expect(givenProblems([alarms, ...numbers, ...texts, `spokeRole=\${env:ROLE}`])).toEqual([]);
    expect(givenProblems([])).toEqual([]);
  });

  it('are checked by the framework before each command', () => {
    const processedInput = { options: { param: ['spoke=444455556666'] } };
    const framework = { serviceDir: '.', configurationFilename: 'serverless.yml', classes: { Error }, processedInput };
    expect(() => CheckParameters(framework)).toThrow('--param spoke: unknown key; did you mean "spokes"?');
  });
});
