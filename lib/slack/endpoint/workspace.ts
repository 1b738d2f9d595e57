import * as z from 'zod/mini';

export interface Origin {
  /** Workspace of the channel. */
  team?: string;
  /** Workspace of the person; a Slack Connect guest has another one. */
  userTeam?: string;
  /** Organisation of `team`. */
  enterprise?: string;
}

export interface Home {
  teams: string[];
  enterprise?: string;
  /** Installed for all workspaces of the organisation. */
  isOrgWide: boolean;
}

const Id = z.object({ id: z.nullish(z.string()) });
const Payload = z.object({
  team: z.nullish(Id),
  enterprise: z.nullish(Id),
  user: z.nullish(z.object({ team_id: z.nullish(z.string()) })),
});

const Event = z.object({ team_id: z.nullish(z.string()), enterprise_id: z.nullish(z.string()) });

/** @param body the form of a slash command, or of an interaction in its `payload`; or an event, as JSON */
export function readOrigin(body: string): Origin {
  if (body.startsWith('{')) {
    const { data } = Event.safeParse(parse(body));
    return { team: data?.team_id ?? undefined, enterprise: data?.enterprise_id ?? undefined };
  }
  const form = new URLSearchParams(body);
  const payload = form.get('payload');
  if (payload === null) {
    return { team: form.get('team_id') || undefined, enterprise: form.get('enterprise_id') || undefined };
  }
  const { data } = Payload.safeParse(parse(payload));
  return {
    team: data?.team?.id ?? undefined,
    userTeam: data?.user?.team_id ?? undefined,
    enterprise: data?.enterprise?.id ?? undefined,
  };
}

/** A request that names no workspace is refused. People of an organisation carry its id in place of a workspace id. */
export function isHome({ team, userTeam, enterprise }: Origin, { teams, enterprise: own, isOrgWide }: Home): boolean {
  const named = [team, userTeam].filter((id) => id !== undefined && id !== own);
  const isOwnOrg = own !== undefined && [team, userTeam, enterprise].includes(own);
  if (named.every((id) => id !== undefined && teams.includes(id))) return named.length > 0 || isOwnOrg;
  // A guest's workspace differs from the channel's. Two different workspaces may not both be in the organisation.
  return isOrgWide && own !== undefined && enterprise === own && new Set(named).size === 1;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
