import { setTimeout as pause } from "node:timers/promises";
import { otlpBody } from "./otlpBody.ts";
import type { Random } from "./random.ts";
import { type Sent, SIGNALS } from "./sent.ts";

export interface Sender {
	/** The number of the round that records belong to which are made from now on. */
	enter(round: number): void;
	/** Makes no further records; resolves when the sender is through with those that there are. */
	finish(): Promise<void>;
}

/** Some senders, each of which sends a batch's same bytes again and again until they are acknowledged, then the next. */
export function startRawSenders(url: string, key: string, random: Random, sent: Sent): Sender {
	let round = 0;
	let stopping = false;
	let made = 0;
	const send = async () => {
		while (!stopping) {
			const signal = SIGNALS[made % SIGNALS.length] ?? "logs";
			const ids = Array.from({ length: random.between(1, 20) }, () => `${round}.raw.${made++}`);
			const body = otlpBody(signal, ids);
			sent.sent(signal, ids);
			while (!(await isAcknowledged(`${url}/v1/${signal}`, key, body, sent))) await pause(AGAIN_MS);
			sent.acknowledged(signal, ids);
		}
	};
	const senders = Array.from({ length: SENDERS }, send);
	return {
		enter: (next) => {
			round = next;
		},
		finish: async () => {
			stopping = true;
			await Promise.all(senders);
		},
	};
}

const SENDERS = 4;

/** Sooner than any exporter, and sooner than Vagus asks for: the same batch is to come while it is being written. */
const AGAIN_MS = 50;
const PATIENCE_MS = 1_500;

async function isAcknowledged(url: string, key: string, body: string, sent: Sent): Promise<boolean> {
	try {
		const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
		const signal = AbortSignal.timeout(PATIENCE_MS);
		const response = await fetch(url, { method: "POST", headers, body, signal });
		const text = await response.text();
		const { status } = response;
		if (status === 200) return true;
		if (status !== 503 && status !== 429) sent.unexpected(`${status} ${text}`);
		if (!response.headers.has("retry-after")) sent.unexpected(`${status} without Retry-After`);
	} catch {
		// The connection broke, or nothing came in time.
	}
	return false;
}
