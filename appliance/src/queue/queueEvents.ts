import type { Priority } from "./queuedText.ts";

/** What can be counted of a queue. Times are seconds. */
export interface QueueEvents {
	/** A batch is through; `padded` are the tokens that it was computed with. */
	computed(batch: { texts: number; tokens: number; padded: number; seconds: number }): void;
	/** A text's wait is over: it is handed to the engine. */
	waited(seconds: number, priority: Priority): void;
	/** Texts that were asked for already, by the same caller or another. */
	shared(texts: number): void;
}
