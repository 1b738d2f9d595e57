import type { Doable } from './actions/commands.ts';
import type { LabAccounts } from './aws/accounts.ts';
import type { DeliveryRule } from './codepipeline/delivery.ts';
import type { CodePipeline } from './codepipeline/engine.ts';
import type { PipelineSnapshot } from './codepipeline/snapshot.ts';
import type { createPolicies } from './policy.ts';
import type { Worker } from './runtime/worker.ts';
import type { Scenario } from './scenario.ts';
import type { Agenda } from './time/agenda.ts';
import type { Clock } from './time/clock.ts';

/** Plays scenarios, one after the other or several at once. */
export interface Playing {
  /** Resolves when the scenarios have begun: at once, or when the functions run with their additions to the policy.
   *  @throws PolicyError when the policy with the additions is invalid */
  begin(...scenarios: Scenario[]): Promise<void>;
  /** The name of the scenario that began last. */
  scenario(): string | null;
  /** The pipelines of the scenario that began last come first. */
  pipelines(): PipelineSnapshot[];
}

interface World {
  clock: Clock;
  codepipeline: CodePipeline;
  accounts: LabAccounts;
  worker: Worker;
  agenda: Agenda;
  /** Faults of EventBridge's delivery. */
  rules: DeliveryRule[];
  policyWith: ReturnType<typeof createPolicies>;
  act(step: Doable, called: Map<string, string>): void | Promise<void>;
}

export function createPlaying(world: World): Playing {
  const { clock, codepipeline, accounts, worker, agenda, rules, policyWith, act } = world;
  let latest: string | null = null;
  let begun = 0;
  /** By pipeline, the number of the scenario that used it last. */
  const usedBy = new Map<string, number>();

  function start({ name, pipelines, steps }: Scenario): void {
    const known = new Set(codepipeline.snapshot().map(placed));
    for (const pipeline of pipelines) if (!known.has(placed(pipeline))) codepipeline.declare(pipeline);
    const began = clock.now();
    const called = new Map<string, string>();
    const turn = agenda.turns(name);
    for (const { at, step } of steps) {
      turn(began + at, step.type, () => {
        codepipeline.advance();
        return act(step, called);
      });
    }
  }

  return {
    async begin(...scenarios) {
      begun += 1;
      for (const { name, pipelines, spokes = [] } of scenarios) {
        latest = name;
        for (const pipeline of pipelines) usedBy.set(placed(pipeline), begun);
        for (const spoke of spokes) accounts.trust(spoke);
      }
      const additions = scenarios.flatMap(({ name, policy }) => (policy ? [[name, policy] as const] : []));
      if (additions.length > 0) await worker.replace({ POLICY_FILE: await policyWith(Object.fromEntries(additions)) });
      rules.splice(0, rules.length, ...scenarios.flatMap(({ delivery }) => delivery as DeliveryRule[]));
      for (const scenario of scenarios) start(scenario);
    },
    scenario: () => latest,
    pipelines() {
      const orderOf = (pipeline: PipelineSnapshot) => usedBy.get(placed(pipeline)) ?? 0;
      return codepipeline.snapshot().sort((a, b) => orderOf(b) - orderOf(a));
    },
  };
}

function placed({ name, account, region }: { name: string; account: string; region: string }): string {
  return [account, region, name].join(' ');
}
