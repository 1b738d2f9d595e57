import type { Metrics } from '@aws-lambda-powertools/metrics';
import { type MetricName, units } from '../../lib/core/metrics/figures.ts';
import type { MeasuredLine } from '../../lib/worker/reconcile.ts';

/** Publishes for all pipelines together and for each one. The execution goes into metadata, which costs no metric. */
export function publishFigures(delivery: Metrics, { execution, pipeline: Pipeline, figures, at }: MeasuredLine): void {
  const { pipeline: _, ...more } = execution;
  for (const [key, value] of Object.entries(more)) delivery.addMetadata(key, value);
  for (const [name, value] of Object.entries(figures)) {
    if (value !== undefined) delivery.addMetric(name, units[name as MetricName], value);
  }
  delivery.addDimensions({}).addDimensions({ Pipeline }).setTimestamp(at).publishStoredMetrics();
}
