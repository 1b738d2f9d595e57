// @ts-check
import { drawBar, drawClock } from './bar.js';
import { drawChannels } from './channels.js';
import { drawPipelines } from './pipelines.js';
import { notice } from './send.js';
import { tick } from './time.js';

const EVERY_MS = 700;

/** @type {import('./state.ts').LabState | undefined} */
let state;
let lost = false;

function draw() {
  if (!state) return;
  drawBar(state);
  drawPipelines(state.pipelines);
  drawChannels(state, draw);
  drawClock(state.now);
  tick(state.now);
}

async function look() {
  // Whatever goes wrong while drawing, the next look must happen.
  setTimeout(look, EVERY_MS);
  try {
    const answer = await fetch('/lab/state');
    state = await answer.json();
    if (lost) notice('');
    lost = false;
  } catch {
    lost = true;
    notice('The lab does not answer. What you see is the last that was known.');
  }
  draw();
}

look();
