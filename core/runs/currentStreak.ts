/** How something ended once, of a list whose newest stands first. */
export interface Outcome {
	status: "passed" | "failed";
}

/** The outcomes since the last change between passing and failing. */
export interface Streak<Kind extends Outcome> {
	status: Outcome["status"];
	length: number;
	/** The oldest one of the streak: where it began. */
	first: Kind;
	/** The last one that ended otherwise; null where the list holds none. */
	before: Kind | null;
}

/** The streak that the newest outcome stands in; null where there is no outcome. */
export function currentStreak<Kind extends Outcome>(newestFirst: Kind[]): Streak<Kind> | null {
	const [newest] = newestFirst;
	if (!newest) return null;
	const change = newestFirst.findIndex(({ status }) => status !== newest.status);
	const length = change === -1 ? newestFirst.length : change;
	return {
		status: newest.status,
		length,
		first: newestFirst[length - 1] ?? newest,
		before: newestFirst[length] ?? null,
	};
}
