import { z } from 'zod';
import { method } from '../method.ts';
import { bot } from '../workspace.ts';

export const authTest = method(z.object({}), () => ({
  url: 'https://signalbox-lab.slack.com/',
  team: 'Signalbox lab',
  user: bot.name.toLowerCase(),
  team_id: bot.team,
  user_id: bot.id,
  bot_id: bot.bot,
  is_enterprise_install: false,
}));
