/** Numbers as a line of bars, one each: a dot is zero, and anything above zero is seen. */
export function sparkline(numbers: number[]): string {
	const most = Math.max(...numbers, 1);
	return numbers.map((number) => BARS[Math.ceil((number / most) * (BARS.length - 1))]).join("");
}

const BARS = [..."·▁▂▃▄▅▆▇█"];
