import type { PipelineRef } from '../freeze/transitions.ts';
import type { Behind } from './behind.ts';
import type { DigestFigures, FlakyAction, Held, Waits } from './figures.ts';

export interface DigestContent {
  /** The name of the route. */
  name: string;
  /** On the wall clock of the route: the milliseconds that these local times would be in UTC. */
  from: number;
  until: number;
  now: number;
  figures: DigestFigures;
  /** Figures of the period before; absent if it is not known whole. */
  before?: DigestFigures;
  flaky: Named<FlakyAction>[];
  held?: Named<Held>;
  waiting?: Named<Waits>;
  behind: Named<Behind>[];
  /** Some executions are only counted. */
  isCut?: true;
  /** Deployments by day or week (`days`), from this local midnight on. */
  chart: { from: number; days: number; counts: number[] };
}

type Named<T> = Omit<T, 'pipeline'> & { pipeline: NamedPipeline };

export interface NamedPipeline extends PipelineRef {
  accountName?: string;
}
