/**
 * Those of `candidates` that `word` may have been meant as, best first: by the share of letter pairs in common
 * (Dice's coefficient), regardless of case and of separators.
 */
export function nearest(word: string, candidates: Iterable<string>, limit = 3): string[] {
	const wanted = pairs(word);
	return [...new Set(candidates)]
		.map((candidate) => ({ candidate, likeness: dice(wanted, pairs(candidate)) }))
		.filter(({ likeness }) => likeness >= LEAST_LIKENESS)
		.sort((a, b) => b.likeness - a.likeness || a.candidate.localeCompare(b.candidate))
		.slice(0, limit)
		.map(({ candidate }) => candidate);
}

const LEAST_LIKENESS = 0.4;

/** Pairs of neighbouring letters, the word's ends among them, so that words of one letter have some too. */
function pairs(word: string): Set<string> {
	const bare = ` ${word.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "")} `;
	return new Set(Array.from({ length: bare.length - 1 }, (_, index) => bare.slice(index, index + 2)));
}

function dice(a: Set<string>, b: Set<string>): number {
	let common = 0;
	for (const pair of a) if (b.has(pair)) common++;
	return (2 * common) / (a.size + b.size);
}
