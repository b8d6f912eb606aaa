/** An error that is in its group by its statement: no exception. */
export interface Member {
	contentId: string;
	/** The error group that it is in. */
	groupId: string;
	/** The template that stands for its statement. */
	statementId: string;
	/** Whether it may leave: not where a person decided about it or its group, nor where others are there for being near to it. */
	movable: boolean;
	/** Whether it came for the sake of another one of its statement. */
	followed: boolean;
}

export interface Move {
	contentId: string;
	from: string;
	/** The group that it goes to; the first of those that leave for one of their own gives it its id. */
	to: { groupId: string } | { founder: string };
	statementId: string;
}

/**
 * What is to be done where statements have changed: errors of one statement belong into one group, and those that came
 * for the sake of one that is of another statement by now leave. Members come in the order in which their groups began;
 * they are all that there are of their statements.
 */
export function planMoves(members: Member[]): Move[] {
	return [...Map.groupBy(members, ({ statementId }) => statementId).values()].flatMap(movesOf);
}

function movesOf(members: Member[]): Move[] {
	// Those that stay, be it by a person's decision, have the others come to them.
	const staying = members.find(({ movable }) => !movable) ?? members.find(({ followed }) => !followed);
	const [first] = members;
	if (!first) return [];
	const to = staying ? { groupId: staying.groupId } : { founder: first.contentId };
	return members
		.filter(({ groupId, movable }) => movable && groupId !== staying?.groupId)
		.map(({ contentId, groupId, statementId }) => ({ contentId, from: groupId, to, statementId }));
}
