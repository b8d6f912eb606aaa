import { randomOf } from "../../faults/support/random.ts";

/** Random draws from the distributions that services' figures have. */
export interface Chance {
	/** Between 0 and 1. */
	share(): number;
	/** Whether something of this probability happens. */
	happens(probability: number): boolean;
	/** Evenly between two numbers, and evenly between their logarithms. */
	even(least: number, most: number): number;
	scaled(least: number, most: number): number;
	/** Standard normal. */
	normal(): number;
	/** Around a median, with the deviation of its logarithm. */
	spread(median: number, deviation: number): number;
	whole(least: number, most: number): number;
	pick<Item>(items: readonly Item[]): Item;
	shuffled<Item>(items: readonly Item[]): Item[];
}

export function chanceOf(seed: number): Chance {
	const { between, pick } = randomOf(seed);
	const share = () => (between(0, 999_999_999) + 0.5) / 1e9;
	const even = (least: number, most: number) => least + share() * (most - least);
	const normal = () => Math.sqrt(-2 * Math.log(share())) * Math.cos(2 * Math.PI * share());
	return {
		share,
		happens: (probability) => share() < probability,
		even,
		scaled: (least, most) => Math.exp(even(Math.log(least), Math.log(most))),
		normal,
		spread: (median, deviation) => median * Math.exp(deviation * normal()),
		whole: between,
		pick,
		shuffled: (items) =>
			items
				.map((item) => ({ item, place: share() }))
				.sort((a, b) => a.place - b.place)
				.map(({ item }) => item),
	};
}
