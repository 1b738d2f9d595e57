import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type MetricName, units } from '../../lib/core/metrics/figures.ts';
import type { FailureLine, Line, MeasuredLine } from '../../lib/worker/reconcile.ts';

const slack: FailureLine['effect'][] = ['show', 'reply', 'sendEphemeral', 'announce', 'identify'];

/** What the loop says, as metrics: how Signalbox itself is go to `metrics`, how delivery goes to lines of their own. */
export function counting(metrics: Metrics): (line: Line) => void {
  const delivery = new Metrics({ namespace: 'Signalbox', serviceName: 'worker' });
  const count = (name: string, value = 1) => void metrics.addMetric(name, MetricUnit.Count, value);
  return (line) => {
    switch (line.message) {
      case 'step':
        count('Step');
        if (line.drift) count('FreezeDrift', line.drift.length);
        return;
      case 'effect failed':
        count('EffectFailed');
        // To be told to wait is no failure of Slack's.
        if (slack.includes(line.effect) && line.retryAfter === undefined) count('SlackFailed');
        return;
      case 'measured':
        publish(delivery, line);
        return;
      case 'policy broken':
        count('PolicyBroken');
        return;
      default:
        line satisfies never;
    }
  };
}

/** Of all pipelines together, and of each by its name. Which execution it was stands beside it, and costs no metric. */
function publish(delivery: Metrics, { execution, pipeline: Pipeline, figures, at }: MeasuredLine): void {
  const { pipeline: _, ...more } = execution;
  for (const [key, value] of Object.entries(more)) delivery.addMetadata(key, value);
  for (const [name, value] of Object.entries(figures)) {
    if (value !== undefined) delivery.addMetric(name, units[name as MetricName], value);
  }
  delivery.addDimensions({}).addDimensions({ Pipeline }).setTimestamp(at).publishStoredMetrics();
}
