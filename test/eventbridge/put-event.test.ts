import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PutEvent } from '../../lib/core/model/effect.ts';
import { createPutEvent } from '../../lib/eventbridge/put-event.ts';
import { resultOf } from '../kit/effects.ts';
import { inMemoryHttp, unsigned } from '../kit/in-memory-http.ts';
