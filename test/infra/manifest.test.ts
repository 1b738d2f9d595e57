import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { methods } from '../../lab/slack/methods.ts';
import { neededScopes, scopesOf } from '../../lib/cli/doctor/scopes.ts';

/** The manifest of the Slack app, compared with the calls of the code. */

const file = 'infra/slack-manifest.yml';
const text = readFileSync(file, 'utf8');
const manifest = parse(text);
const url = z.url({ protocol: /^https$/ });

/** The keys, lengths and characters that Slack's client defines for a manifest. Slack refuses an unknown key. */
const Manifest = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal([1, 2]), minor_version: z.int().optional() }),
  display_information: z.strictObject({
    name: z.string().max(35),
    description: z.string().max(140).optional(),
    long_description: z.string().min(174).max(4000).optional(),
    background_color: z.string().optional(),
  }),
  features: z.strictObject({
    bot_user: z.strictObject({ display_name: z.string().regex(/^[a-z0-9._-]{1,80}$/), always_online: z.boolean() }),
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    slash_commands: z.array(
      z.strictObject({
        command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
        url,
        description: z.string().max(2000),
        usage_hint: z.string().max(1000).optional(),
        should_escape: z.boolean().optional(),
      }),
    ),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()).max(255) }) }),
  settings: z.strictObject({
    interactivity: z.strictObject({ is_enabled: z.boolean(), request_url: url }),
    event_subscriptions: z.strictObject({ request_url: url, bot_events: z.array(z.string()).max(100) }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

/** Every method of the Web API that the code calls, by the clients and by name. */
function called(folder: string): string[] {
  const found = globSync(`${folder}/**/*.ts`).flatMap((path) => {
    const code = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '');
    const calls = code.matchAll(/(?:client|webClient\([^)]*\))\.((?:[a-z]\w*\.){1,2}[a-zA-Z]+)\(/g);
    const named = code.matchAll(/(?:new URL|client\.call)\('([a-z]+(?:\.\w+)+)'/g);
    return [...calls, ...named].map(([, name = '']) => name);
  });
  return [...new Set(found)].sort();
}

describe('the Slack manifest', () => {
  it('is valid for Slack', () => {
    expect(Manifest.safeParse(manifest).error).toBeUndefined();
  });

  it('requests exactly the scopes of the methods that the code calls, and explains each one', () => {
    const { bot } = manifest.oauth_config.scopes;
    expect([...bot].sort()).toEqual([...neededScopes].sort());
    const lines = text.split('\n');
    for (const scope of bot as string[]) {
      const line = lines.findIndex((one) => one.includes(`- ${scope}`));
      expect(`${lines[line - 1]}${lines[line]}`, scope).toContain('#');
    }
  });

  it('has one URL for all clicks, commands and events, and requests only the event of the Home', () => {
    const { request_url } = manifest.settings.interactivity;
    expect(manifest.features.slash_commands.map(({ url }: { url: string }) => url)).toEqual([request_url]);
    expect(manifest.settings.event_subscriptions).toEqual({ request_url, bot_events: ['app_home_opened'] });
    expect(manifest.features.app_home.home_tab_enabled).toBe(true);
    expect(text.match(/signalbox\.example/g)).toHaveLength(4);
  });

  it('lets Signalbox send direct messages', () => {
    expect(manifest.features.app_home.messages_tab_enabled).toBe(true);
  });
});

describe('the scopes', () => {
  it('are known for exactly the methods that the code calls', () => {
    const all = [...new Set([...called('lib/slack'), ...called('lib/cli/doctor')])].sort();
    expect(all).toEqual(Object.keys(scopesOf).sort());
    expect(called('lib/slack').length).toBeGreaterThan(6);
  });

  it('are those of methods that the lab has too, so that each one is tested there', () => {
    expect(Object.keys(scopesOf).filter((name) => !Object.hasOwn(methods, name))).toEqual([]);
  });
});
