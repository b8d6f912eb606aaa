import { setImmediate as turn } from "node:timers/promises";
import type { Purpose, Tokenizer } from "../model/tokenizer.ts";
import { httpLimits } from "./httpLimits.ts";

/** The token ids of texts. Others get their turn meanwhile: a long text takes some 20 ms. Throws once the signal is aborted. */
export async function encodeTexts(
	tokenizer: Tokenizer,
	{ texts, purpose, signal }: { texts: string[]; purpose: Purpose; signal: AbortSignal },
): Promise<Int32Array[]> {
	const ids: Int32Array[] = [];
	let since = performance.now();
	for (const text of texts) {
		if (performance.now() - since > httpLimits.turnMs) {
			await turn();
			signal.throwIfAborted();
			since = performance.now();
		}
		ids.push(tokenizer.encode(text, purpose));
	}
	return ids;
}
