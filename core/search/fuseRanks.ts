/** One list of a hybrid search: ids, best first. */
export interface RankedList<Name extends string = string> {
	name: Name;
	/** How much a rank in this list counts, beside 1 for a list that counts fully. */
	weight: number;
	ids: string[];
}

export interface FusedRank<Name extends string = string> {
	id: string;
	score: number;
	/** The lists that hold it. */
	lists: Name[];
}

/**
 * One ranking of several by reciprocal rank fusion: an id's score is the sum of weight / (60 + rank) over the lists that
 * hold it, so that lists whose own scores cannot be compared count alike. Equal scores keep the lists' order.
 * Cormack, Clarke, Büttcher, "Reciprocal Rank Fusion outperforms Condorcet …", SIGIR 2009.
 */
export function fuseRanks<Name extends string>(lists: RankedList<Name>[]): FusedRank<Name>[] {
	const byId = new Map<string, FusedRank<Name>>();
	for (const { name, weight, ids } of lists) {
		for (const [index, id] of ids.entries()) {
			const known = byId.get(id) ?? { id, score: 0, lists: [] };
			known.score += weight / (RANK_CONSTANT + index + 1);
			known.lists.push(name);
			byId.set(id, known);
		}
	}
	return [...byId.values()].sort((a, b) => b.score - a.score);
}

const RANK_CONSTANT = 60;
