/** Numbers that look random and are the same for the same seed. */
export interface Random {
	/** A whole number of a range, both ends of it included. */
	between(least: number, most: number): number;
	/** One of the items, of which there is at least one. */
	pick<Item>(items: readonly Item[]): Item;
}

/** The generator mulberry32. */
export function randomOf(seed: number): Random {
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
	return {
		between,
		pick: <Item>(items: readonly Item[]) => items[between(0, items.length - 1)] as Item,
	};
}
