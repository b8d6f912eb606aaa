/** The lines of a text that are not blank, one after the other. Bytes that are no UTF-8 become U+FFFD. */
export function* linesOf(body: Uint8Array): Generator<string> {
	const text = new TextDecoder().decode(body);
	let start = 0;
	while (start < text.length) {
		const newline = text.indexOf("\n", start);
		const end = newline < 0 ? text.length : newline;
		const line = text.slice(start, text[end - 1] === "\r" ? end - 1 : end);
		if (line.trim() !== "") yield line;
		start = end + 1;
	}
}
