import { spawn } from 'node:child_process';
import { startStandIns } from '/work/wt/cold/bench/cold-start/stand-ins.ts';
import { click, interaction, signed } from '/work/wt/cold/test/kit/slack-requests.ts';
import { json } from 'node:stream/consumers';
const [, , name='worker', ...flags] = process.argv;
const w = await startStandIns();
for (let i=0;i<2;i++){
const env = await w.env();
let event: object = {};
if (name==='slack') event = signed(interaction(click({})), { at: Date.now() });
if (name==='sweep') await w.addDueRow(env.TABLE_NAME!);
if (name==='worker') event = { Records: [{ messageId: 'm', body: JSON.stringify(w.started()), eventSource: 'aws:sqs', attributes: {}, messageAttributes: {} }] };
const c = spawn(process.execPath, [...(i===1?flags:[]), '/work/wt/cold/bench/cold-start/one-process.mjs', `/work/wt/cold/dist/functions/${name}.mjs`, JSON.stringify(event)], { env: {...env, AWS_LAMBDA_FUNCTION_NAME: name}, stdio: ['ignore','ignore','inherit','pipe'] });
console.log(JSON.stringify(await json(c.stdio[3] as any)), w.done());
await new Promise(r=>c.exitCode!==null?r(0):c.once('exit',r));
}
await w.stop();
