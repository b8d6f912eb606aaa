/**
 * A function of a text that remembers its latest results: up to `entries` texts of up to `length` code units. What was
 * not asked for while half as many others were is forgotten.
 */
export function remembered<Result>(
	{ entries, length }: { entries: number; length: number },
	compute: (text: string) => Result,
): (text: string) => Result {
	let young = new Map<string, Result>();
	let old = new Map<string, Result>();
	return (text) => {
		if (text.length > length) return compute(text);
		let result = young.get(text);
		if (result !== undefined) return result;
		result = old.get(text) ?? compute(text);
		if (young.size * 2 >= entries) {
			old = young;
			young = new Map();
		}
		young.set(text, result);
		return result;
	};
}
