import type { QueuedText } from "./queuedText.ts";
import { queueLimits } from "./queueLimits.ts";

type Sized = Pick<QueuedText, "length">;

/**
 * The texts to compute next, of those that wait, oldest first: the oldest one always, so that none is passed over for
 * ever, and with it those nearest to it in length, as long as the batch stays within `budget` tokens and each costs less
 * in it, by padding itself and the others, than by a run of its own.
 */
export function formBatch<Text extends Sized>(waiting: Iterable<Text>, budget: number): Text[] {
	const [lead, ...others] = first(waiting, queueLimits.sortWindow);
	if (!lead) return [];
	const batch = [lead];
	let length = lead.length;
	// Stable: of like ones the older first.
	for (const text of others.sort((one, other) => distance(one, lead) - distance(other, lead))) {
		const longer = Math.max(length, text.length);
		const cost = longer * (batch.length + 1);
		if (cost > budget || cost - length * batch.length > text.length + queueLimits.runTokens) continue;
		batch.push(text);
		length = longer;
	}
	return batch;
}

/** Tokens that a batch is computed with. */
export function paddedTokens(batch: readonly Sized[]): number {
	return batch.length * Math.max(0, ...batch.map(({ length }) => length));
}

function first<Item>(items: Iterable<Item>, count: number): Item[] {
	const taken: Item[] = [];
	for (const item of items) if (taken.push(item) === count) break;
	return taken;
}

const distance = (one: Sized, other: Sized) => Math.abs(one.length - other.length);
