import { formBatch } from "./formBatch.ts";
import type { Priority, QueuedText } from "./queuedText.ts";
import { queueLimits } from "./queueLimits.ts";

/** The texts that wait, by priority and in the order of their coming; `budget` are the tokens of a batch. */
export function waitingTexts(budget: () => number) {
	const lanes: Record<Priority, Lane> = { interactive: lane(), backlog: lane() };
	let interactiveInARow = 0;

	/** The backlog's turn comes where nobody waits, and now and then where somebody does. */
	function nextPriority(): Priority {
		if (lanes.interactive.texts.size === 0) return "backlog";
		const isDue = interactiveInARow >= queueLimits.backlogTurn - 1;
		return isDue && lanes.backlog.texts.size > 0 ? "backlog" : "interactive";
	}

	return {
		add: (text: QueuedText) => lanes[text.priority].add(text),
		/** False where it does not wait. */
		remove: (text: QueuedText): boolean => lanes[text.priority].remove(text),
		/** A text that the backlog asked for may turn out to be one that a person waits for. */
		promote(text: QueuedText): void {
			if (text.priority === "interactive" || !lanes.backlog.remove(text)) return;
			text.priority = "interactive";
			lanes.interactive.add(text);
		},
		/** The next batch, which no longer waits; empty where nothing does. */
		take(): QueuedText[] {
			const priority = nextPriority();
			const batch = formBatch(lanes[priority].texts, budget());
			for (const text of batch) lanes[priority].remove(text);
			interactiveInARow = priority === "interactive" ? interactiveInARow + 1 : 0;
			return batch;
		},
		/** Tokens that are computed no later than what comes now with this priority. */
		tokensBefore: (priority: Priority): number =>
			lanes.interactive.tokens + (priority === "backlog" ? lanes.backlog.tokens : 0),
		tokens: (priority: Priority): number => lanes[priority].tokens,
	};
}

interface Lane {
	texts: Set<QueuedText>;
	tokens: number;
	add(text: QueuedText): void;
	remove(text: QueuedText): boolean;
}

function lane(): Lane {
	const texts = new Set<QueuedText>();
	return {
		texts,
		tokens: 0,
		add(text) {
			texts.add(text);
			this.tokens += text.ids.length;
		},
		remove(text) {
			if (!texts.delete(text)) return false;
			this.tokens -= text.ids.length;
			return true;
		},
	};
}
