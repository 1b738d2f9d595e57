import { outcome } from '../core/model/input.ts';
import type { AuditLog } from '../store/audit-log.ts';
import type { World } from '../worker/reconcile.ts';

/** The journal as the loop sees it. An answer that was lost needs no looking for: an entry may be written again. */
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
