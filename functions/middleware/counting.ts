import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type MetricName, units } from '../../lib/core/metrics/figures.ts';
import type { FailureLine, Line, MeasuredLine } from '../../lib/worker/reconcile.ts';

const slack: FailureLine['effect'][] = ['show', 'reply', 'sendEphemeral', 'announce', 'identify'];

/** Turns log lines into metrics: Signalbox's own health into `metrics`, delivery figures into separate log lines. */
export function counting(metrics: Metrics): (line: Line) => void {
  const delivery = new Metrics({ namespace: 'Signalbox', serviceName: 'worker' });
  const count = (name: string, value = 1) => void metrics.addMetric(name, MetricUnit.Count, value);
  return (line) => {
    switch (line.message) {
      case 'step':
        count('Step');
        return line.drift && count('FreezeDrift', line.drift.length);
      case 'effect failed':
        count('EffectFailed');
        // A request by Slack to wait is not a failure.
        if (slack.includes(line.effect) && line.retryAfter === undefined) count('SlackFailed');
        return;
      case 'measured':
        return publish(delivery, line);
      case 'policy broken':
      case 'shared state unreadable':
        return count('PolicyBroken');
      case 'machine vote refused':
        return count('UnknownMessage');
      case 'policy not taken':
        return count('PolicyNotTaken');
      case 'policy taken':
        return;
      default:
        line satisfies never;
    }
  };
}

/** Publishes for all pipelines together and for each one. The execution goes into metadata, which costs no metric. */
function publish(delivery: Metrics, { execution, pipeline: Pipeline, figures, at }: MeasuredLine): void {
  const { pipeline: _, ...more } = execution;
  for (const [key, value] of Object.entries(more)) delivery.addMetadata(key, value);
  for (const [name, value] of Object.entries(figures)) {
    if (value !== undefined) delivery.addMetric(name, units[name as MetricName], value);
  }
  delivery.addDimensions({}).addDimensions({ Pipeline }).setTimestamp(at).publishStoredMetrics();
}
