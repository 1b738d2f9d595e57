// @ts-check
import { drawBar, drawClock } from './bar.js';
import { drawPipelines } from './pipelines/pipelines.js';
import { CHANGED, notice } from './send.js';
import { drawChannels } from './slack/channels.js';
import { drawPeople } from './slack/people.js';
import { tick } from './time.js';

const EVERY_MS = 700;

/** @type {import('./state.ts').LabState | undefined} */
let state;
let lost = false;
let looks = 0;
let reported = 0;

function draw() {
  if (!state) return;
  tick(state.now);
  drawBar(state);
  drawPipelines(state.pipelines);
  drawPeople(state.slack, draw);
  drawChannels(state, draw);
  drawClock(state.now);
  tick(state.now);
}

async function look() {
  looks += 1;
  const mine = looks;
  try {
    const answer = await fetch('/lab/state');
    const seen = await answer.json();
    // A later request was answered earlier.
    if (mine < looks) return;
    state = seen;
    if (lost) notice('');
    lost = false;
    complain(seen.failures);
  } catch {
    lost = true;
    notice('The lab does not answer. This page shows its last known state.');
  }
  draw();
}

/** @param {string[]} failures */
function complain(failures) {
  if (failures.length > reported) notice(`A step of a scenario failed: ${failures.at(-1)}`);
  reported = failures.length;
}

async function keepLooking() {
  // Whatever goes wrong while drawing, the next look must happen.
  setTimeout(keepLooking, EVERY_MS);
  await look();
}

document.addEventListener(CHANGED, look);
keepLooking();
