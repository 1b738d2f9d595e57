import type { KnownPeople } from '../core/approval/types.ts';
import type { HomeView } from '../core/home/home-view.ts';

export interface HomeSlack {
  /** @throws if Slack cannot be asked */
  emailOf(user: string): Promise<string | undefined>;
  lookUp(people: { groups: string[]; emails: string[] }): Promise<KnownPeople>;
  /** @param view absent: the policy has no Home */
  publishHome(user: string, view: HomeView | undefined): Promise<void>;
}
