import { outcome } from '../core/model/input.ts';
import type { AuditLog } from '../store/audit-log.ts';
import type { World } from '../worker/reconcile.ts';

/** A lost answer needs no check, because an entry can be written again. */
export function createWriteAudit(journal: Pick<AuditLog, 'write'>): Pick<World, 'writeAudit'> {
  return {
    async writeAudit(effect) {
      try {
        await journal.write(effect.entry);
        return [outcome(effect, { done: true, digest: effect.digest })];
      } catch (error) {
        return [outcome(effect, { done: false, why: String(error) })];
      }
    },
  };
}
