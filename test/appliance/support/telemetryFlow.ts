import { setTimeout as delay } from "node:timers/promises";
import { logsBody, type Server, sendLogs } from "../../support/logsOverHttp.ts";

/** Logs that come one after the other, each with a text that was sent before unless `fresh` is set. */
export function telemetryFlow(server: Server) {
	const flow = {
		fresh: true,
		/** Distinct texts that were acknowledged. */
		texts: new Set<string>(),
		/** Milliseconds that each request took which was acknowledged. */
		took: [] as number[],
		refused: 0,
		/** Resolves when so many more requests are acknowledged. */
		async acknowledged(count: number): Promise<void> {
			const until = flow.took.length + count;
			while (flow.took.length < until) await delay(PAUSE_MS);
		},
		async stop(): Promise<void> {
			stopped = true;
			await running;
		},
	};
	let stopped = false;
	const running = run();
	return flow;

	async function run(): Promise<void> {
		while (!stopped) {
			const text = flow.fresh || flow.texts.size === 0 ? `pool ${word(flow.texts.size)} is exhausted` : "";
			const sent = text || [...flow.texts][0] || "";
			const begun = performance.now();
			if (await sendLogs(server, logsBody([sent]))) {
				flow.took.push(performance.now() - begun);
				flow.texts.add(sent);
			} else {
				flow.refused += 1;
			}
			await delay(PAUSE_MS);
		}
	}
}

/** Some ten requests a second. */
const PAUSE_MS = 50;

/** A word of letters alone for a number: digits would be masked. */
function word(number: number): string {
	const syllables = ["ba", "ce", "di", "fo", "gu", "ha", "le", "mi", "no", "pu"];
	return Array.from(String(number).padStart(3, "0"), (digit) => syllables[Number(digit)]).join("");
}
