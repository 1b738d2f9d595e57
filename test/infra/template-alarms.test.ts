import { existsSync, readFileSync } from 'node:fs';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { counting } from '../../functions/middleware/counting.ts';
import { type Figures, units } from '../../lib/core/metrics/figures.ts';
import { ofType, readTemplate, type Template } from '../kit/infra/cloudformation.ts';
import { type Copy, copy, ON_CALL, SMALL } from '../kit/infra/packaged.ts';
import { schemas } from '../kit/infra/resource-schema.ts';

/** The alarms and the dashboard use existing metrics, and explain themselves. */

let there: Copy;
let hub: Template;

beforeAll(() => {
  there = copy();
  hub = there.packaged('out');
});
afterAll(() => there.remove());

interface Metric {
  namespace: string;
  name: string;
  dimensions: Record<string, unknown>;
}

const spoke = readTemplate('infra/spoke.yml');
const topic = { Ref: 'Topic' };

describe('an alarm', () => {
  it('exists for everything that needs a person', () => {
    const names = ofType(hub, 'AWS::CloudWatch::Alarm').map(([, { AlarmName }]) => AlarmName);
    expect(names.sort()).toEqual([
      'signalbox-dev-dead-letters',
      'signalbox-dev-door-errors',
      'signalbox-dev-freeze-drift',
      'signalbox-dev-policy-broken',
      'signalbox-dev-policy-not-taken',
      'signalbox-dev-queue-age',
      'signalbox-dev-slack-failures',
      'signalbox-dev-sweep-silent',
      'signalbox-dev-undelivered-events',
      'signalbox-dev-worker-errors',
      'signalbox-dev-worker-throttles',
    ]);
  });

  it('uses an existing metric of an existing resource', () => {
    for (const template of [hub, spoke]) {
      const looked = ofType(template, 'AWS::CloudWatch::Alarm').flatMap(([, alarm]) => metricsOf(alarm));
      expect(looked.filter((metric) => !isThere(metric, template))).toEqual([]);
      expect(looked.length).toBeGreaterThan(0);
    }
  });

  it('explains its meaning, and names an existing section of the operations guide', () => {
    const operations = 'docs/operations.md';
    const headings = existsSync(operations)
      ? [...readFileSync(operations, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => anchorOf(text))
      : [];
    for (const template of [hub, spoke]) {
      for (const [, { AlarmDescription }] of ofType(template, 'AWS::CloudWatch::Alarm')) {
        const [, meaning = '', anchor = ''] =
          /^(.*)\. What to do: docs\/operations\.md#(\S+)$/.exec(`${AlarmDescription}`) ?? [];
        expect(meaning.length, `${AlarmDescription}`).toBeGreaterThan(40);
        expect(headings).toContain(anchor);
      }
    }
  });

  it('notifies when it begins and when it ends, on our own topic or on a given one', () => {
    const [byItself, given] = [hub, there.packaged('given', ...SMALL)];
    for (const [template, where] of [
      [byItself, topic],
      [given, ON_CALL],
    ] as const) {
      for (const [, { AlarmActions, OKActions, ActionsEnabled }] of ofType(template, 'AWS::CloudWatch::Alarm')) {
        expect([AlarmActions, OKActions, ActionsEnabled]).toEqual([[where], [where], undefined]);
      }
    }
  });

  it('treats missing data as good, except that of the sweep', () => {
    const missing = ofType(hub, 'AWS::CloudWatch::Alarm').map(([name, { TreatMissingData }]) => [
      name,
      TreatMissingData,
    ]);
    expect(Object.fromEntries(missing)).toMatchObject({ SweepSilentAlarm: 'breaching' });
    expect(missing.filter(([, treated]) => treated !== 'notBreaching')).toHaveLength(1);
  });

  it('fills each missing part of a sum with zero, because the sum would be missing otherwise', () => {
    const sums = ofType(hub, 'AWS::CloudWatch::Alarm').flatMap(([, { Metrics = [] }]) =>
      (Metrics as { Expression?: string }[]).flatMap(({ Expression }) =>
        Expression?.includes('+') ? [Expression] : [],
      ),
    );
    expect(sums).toHaveLength(1);
    for (const term of sums.flatMap((sum) => sum.split(' + '))) expect(term).toMatch(/^FILL\(\w+, 0\)$/);
  });

  it('does not mistake a delayed message for a stuck one', () => {
    const longest = Number(/LONGEST_DELAY = (\d+)/.exec(readFileSync('lib/queue/sqs.ts', 'utf8'))?.[1]);
    expect(hub.Resources.QueueAgeAlarm?.Properties?.Threshold).toBeGreaterThan(longest);
  });

  /** The anchor that GitHub gives to a heading. */
  function anchorOf(heading: string): string {
    return heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .trim()
      .replaceAll(' ', '-');
  }
});

describe('the dashboard', () => {
  interface Widget {
    type: string;
    x: number;
    y: number;
    width: number;
    height: number;
    properties: { title?: string; region?: string; metrics?: unknown[][]; alarms?: string[] };
  }

  /** The result of the Sub in CloudFormation: each reference is <name>, and ${!x} is ${x}. */
  function widgets(): Widget[] {
    const substituted = hub.Resources.Dashboard?.Properties?.DashboardBody as { 'Fn::Sub': string };
    const body = substituted['Fn::Sub'].replace(/\$\{(?!!)([^}]+)\}/g, '<$1>').replaceAll('${!', '${');
    return JSON.parse(body).widgets;
  }

  const metricsIn = (widget: Widget) => widget.properties.metrics ?? [];

  it('is named after its stage and Region, because the names are shared in an account', () => {
    expect(hub.Resources.Dashboard?.Properties?.DashboardName).toEqual({ 'Fn::Sub': `signalbox-dev-\${AWS::Region}` });
  });

  it('shows existing metrics of existing resources', () => {
    const shown = widgets()
      .flatMap(metricsIn)
      .filter(([first]) => typeof first === 'string');
    const metrics = shown.map(([namespace, name, dimension, value]) => ({
      namespace: `${namespace}`,
      name: `${name}`,
      dimensions: { [`${dimension}`]: referred(`${value}`) },
    }));
    expect(metrics.filter((metric) => !isThere(metric, hub))).toEqual([]);
    expect(metrics.length).toBeGreaterThan(25);
  });

  it('searches existing metrics of each pipeline', () => {
    const searched = widgets()
      .flatMap(metricsIn)
      .flatMap(([first]) => {
        const { expression = '' } = first as { expression?: string };
        return [...expression.matchAll(/SEARCH\('\{([^}]*)\} MetricName="(\w+)"', '(\w+)', (\d+)\)/g)];
      });
    const metrics = searched.map(([, schema = '', name = '']) => {
      const [namespace = '', ...dimensions] = schema.split(',');
      return {
        namespace,
        name,
        dimensions: Object.fromEntries(dimensions.map((key) => [key, key === 'service' ? 'worker' : 'x'])),
      };
    });
    expect(metrics.filter((metric) => !isThere(metric, hub))).toEqual([]);
    expect(metrics.length).toBeGreaterThan(5);
    expect(JSON.stringify(widgets()).split('SEARCH(').length - 1).toBe(metrics.length);
  });

  it('shows all delivery metrics, and the metrics of every alarm', () => {
    const shown = new Set(
      widgets()
        .flatMap(metricsIn)
        .map(([namespace, name]) => `${namespace} ${name}`),
    );
    const delivery = Object.keys(units).map((name) => `Signalbox ${name}`);
    const alarms = ofType(hub, 'AWS::CloudWatch::Alarm').flatMap(([, alarm]) => metricsOf(alarm));
    const watched = alarms
      .map(({ namespace, name }) => `${namespace} ${name}`)
      .filter((name) => name !== 'AWS/Lambda Invocations');
    expect([...delivery, ...watched].filter((name) => !shown.has(name))).toEqual([]);
    const all = ofType(hub, 'AWS::CloudWatch::Alarm').map(([name]) => `<${name}.Arn>`);
    expect(
      widgets()
        .flatMap(({ properties }) => properties.alarms ?? [])
        .sort(),
    ).toEqual(all.sort());
  });

  it('uses in its expressions exactly the metrics beside them', () => {
    for (const widget of widgets()) {
      const ids = new Set(metricsIn(widget).flatMap((metric) => (metric.at(-1) as { id?: string }).id ?? []));
      const used = metricsIn(widget).flatMap(([first]) => {
        const { expression = '' } = first as { expression?: string };
        return expression.replace(/SEARCH\(.*?\)/g, '').match(/[a-z]\w*/g) ?? [];
      });
      expect(new Set(used), widget.properties.title).toEqual(ids);
    }
  });

  it('fits into its columns, without overlaps', () => {
    const values = widgets().flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, n) => `${x + (n % width)}:${y + Math.floor(n / width)}`),
    );
    expect(new Set(values).size).toBe(values.length);
    expect(Math.max(...widgets().map(({ x, width }) => x + width))).toBe(24);
    for (const { type, properties } of widgets()) {
      if (type === 'metric') expect(properties).toMatchObject({ region: '<AWS::Region>', title: expect.any(String) });
    }
  });

  function referred(text: string): unknown {
    const [, name, attribute] = /^<(\w+)(?:\.(\w+))?>$/.exec(text) ?? [];
    if (name === undefined) return text;
    return attribute === undefined ? { Ref: name } : { 'Fn::GetAtt': [name, attribute] };
  }
});

function metricsOf(alarm: Record<string, unknown>): Metric[] {
  interface Named {
    Namespace: string;
    MetricName: string;
    Dimensions: { Name: string; Value: unknown }[];
  }
  const { Metrics: parts = [] } = alarm as { Metrics?: { MetricStat?: { Metric: Named } }[] };
  const named = parts.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : []));
  return [...named, ...('MetricName' in alarm ? [alarm as unknown as Named] : [])].map((metric) => ({
    namespace: metric.Namespace,
    name: metric.MetricName,
    dimensions: Object.fromEntries(metric.Dimensions.map(({ Name, Value }) => [Name, Value])),
  }));
}

/** Checks the metrics of AWS against AWS's list, and ours against the code. */
function isThere({ namespace, name, dimensions }: Metric, { Resources }: Template): boolean {
  const keys = Object.keys(dimensions).sort().join();
  if (namespace === 'Signalbox') return metricsInCode(`${dimensions.service}`).some((one) => one === `${name} ${keys}`);
  const known = schemas()
    .all('metric')
    .filter((metric) => metric.namespace === namespace && metric.name === name)
    .flatMap((metric) => schemas().follow('usesDimensionSet', metric))
    .map(({ entity }) =>
      entity.dimensions
        .map((dimension) => dimension.name)
        .sort()
        .join(),
    );
  // AWS's list has no dimensions of queues.
  const isKnown = namespace === 'AWS/SQS' ? isQueueMetric(name) && keys === 'QueueName' : known.includes(keys);
  return isKnown && Object.entries(dimensions).every(([key, value]) => isNameOf(key, value, Resources));
}

function isQueueMetric(name: string): boolean {
  return schemas()
    .all('metric')
    .some((metric) => metric.namespace === 'AWS/SQS' && metric.name === name);
}

/** Ref of a function is its name; of a queue it is its URL. */
function isNameOf(dimension: string, value: unknown, resources: Template['Resources']): boolean {
  const { Ref, 'Fn::GetAtt': [of, attribute] = [] } = value as { Ref?: string; 'Fn::GetAtt'?: string[] };
  if (dimension === 'FunctionName') return resources[Ref ?? '']?.Type === 'AWS::Lambda::Function';
  return resources[of ?? '']?.Type === 'AWS::SQS::Queue' && attribute === 'QueueName';
}

/** The metrics in the code of a function, each with its dimensions. */
function metricsInCode(service: string): string[] {
  const file = `functions/${service}.ts`;
  if (!existsSync(file)) return [];
  const code = readFileSync(file, 'utf8');
  if (!code.includes(`new Metrics({ namespace: 'Signalbox', serviceName: '${service}' })`)) return [];
  const literals = [...code.matchAll(/addMetric\('(\w+)'|: '([A-Z]\w+)',/g)].map(
    ([, name, listed]) => `${name ?? listed} service`,
  );
  return service === 'worker' ? [...literals, ...counted()] : literals;
}

/** The metrics for all log lines that the loop may write. */
function counted(): string[] {
  const lines: string[] = [];
  // Otherwise Powertools does not use console.log.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  const spy = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const metrics = new Metrics({ namespace: 'Signalbox', serviceName: 'worker' });
  const count = counting(metrics);
  const ref = { account: '1', region: 'r', pipeline: 'p', executionId: 'e' };
  const figures = Object.fromEntries(Object.keys(units).map((name) => [name, 1])) as Figures;
  count({ message: 'step', subject: 'board', version: 1, inputs: [], effects: [], drift: ['Deploy'] });
  count({ message: 'effect failed', subject: 'board', key: 'show:C', effect: 'show', why: '' });
  count({ message: 'policy broken', why: '' });
  count({ message: 'policy not taken', from: '', version: '', why: '' });
  count({ message: 'measured', execution: ref, pipeline: 'p', figures, at: Date.now() });
  metrics.publishStoredMetrics();
  spy.mockRestore();
  vi.unstubAllEnvs();
  return lines.flatMap((line) => {
    const { _aws } = JSON.parse(line);
    return _aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }: MetricDirective) =>
      Dimensions.flatMap((keys) => Metrics.map(({ Name }) => `${Name} ${[...keys].sort().join()}`)).filter(
        () => Namespace === 'Signalbox',
      ),
    );
  });
}

interface MetricDirective {
  Namespace: string;
  Dimensions: string[][];
  Metrics: { Name: string }[];
}
