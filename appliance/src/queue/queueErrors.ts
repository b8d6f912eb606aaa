/** There is no room for the texts now. */
export class QueueFull extends Error {
	override readonly name = "QueueFull";
	/** After how many seconds there will be, at the speed of the last batches. */
	readonly retryAfter: number;

	constructor(retryAfter: number) {
		super("The queue is full.");
		this.retryAfter = retryAfter;
	}
}

/** The process is about to end. */
export class QueueClosed extends Error {
	override readonly name = "QueueClosed";
}
