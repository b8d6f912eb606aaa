/** How well predicted groups are the true ones. Both are given as one label for each line. */
export interface GroupingScores {
	/** Share of lines whose group holds exactly the lines of their true group. */
	accuracy: number;
	/** Harmonic mean of precision and recall over pairs of lines that share a group. */
	f1: number;
}

export function groupingScores(truth: unknown[], predicted: unknown[]): GroupingScores {
	const sizes = { truth: counts(truth), predicted: counts(predicted) };
	const cells = new Map<unknown, Map<unknown, number>>();
	truth.forEach((label, index) => {
		const row = cells.get(label) ?? new Map<unknown, number>();
		row.set(predicted[index], (row.get(predicted[index]) ?? 0) + 1);
		cells.set(label, row);
	});
	let exact = 0;
	let together = 0;
	for (const [label, row] of cells) {
		for (const [group, size] of row) {
			together += pairs(size);
			if (sizes.truth.get(label) === size && sizes.predicted.get(group) === size) exact += size;
		}
	}
	const all = (of: Map<unknown, number>) => [...of.values()].reduce((sum, size) => sum + pairs(size), 0);
	return { accuracy: exact / truth.length, f1: (2 * together) / (all(sizes.truth) + all(sizes.predicted)) };
}

function counts(labels: unknown[]): Map<unknown, number> {
	const of = new Map<unknown, number>();
	for (const label of labels) of.set(label, (of.get(label) ?? 0) + 1);
	return of;
}

const pairs = (size: number) => (size * (size - 1)) / 2;
