import type { Readable } from "node:stream";

/** The lines of a stream of UTF-8, as many at a time as arrive. Of a line longer than LONGEST_LINE the start is kept. */
export async function* linesOf(stream: Readable): AsyncGenerator<string[]> {
	stream.setEncoding("utf8");
	let rest = "";
	for await (const chunk of stream) {
		const lines = `${rest}${chunk}`.split("\n");
		rest = (lines.pop() ?? "").slice(0, LONGEST_LINE);
		if (lines.length > 0) yield lines;
	}
	if (rest !== "") yield [rest];
}

/** UTF-16 code units: a stream without any line feed must not fill the memory. */
const LONGEST_LINE = 256 * 1024;
