import { type Bracket, CLOSING, type Scan } from "./scan.ts";
import { valueEnd } from "./valueEnd.ts";

/** Writes an opening bracket, or leaves it to the closing one what becomes of both. */
export function open(scan: Scan, role: Bracket["role"]): void {
	const { text, out } = scan;
	const opening = text[scan.at] ?? "";
	const isContext = opening === "[" && role === "plain" && scan.header === "timed";
	const before = out.mark();
	out.literal(opening);
	scan.brackets.push({
		closing: CLOSING[opening] ?? "",
		role: isContext ? "context" : role,
		mark: role === "value" ? before : out.mark(),
		header: scan.header,
	});
	scan.at++;
}

/** Writes a closing bracket, or what stands for all since the opening one. */
export function close(scan: Scan): void {
	const { text, out, brackets } = scan;
	const closing = text[scan.at] ?? "";
	scan.at++;
	const bracket = takeBracket(brackets, closing);
	if (!bracket) {
		out.literal(closing);
		return;
	}
	if (bracket.role === "value") {
		out.reset(bracket.mark);
		out.placeholder("<val>");
		scan.at = valueEnd(text, scan.at);
		return;
	}
	if (bracket.role === "context") {
		if (out.since(bracket.mark) > 1) {
			out.reset(bracket.mark);
			out.placeholder("<val>");
		}
		scan.header = bracket.header;
	}
	out.close(closing, bracket.mark);
}

/** The innermost of some open brackets that this one closes, with which those within it are closed too. */
function takeBracket(brackets: Bracket[], closing: string): Bracket | undefined {
	for (let index = brackets.length - 1; index >= Math.max(0, brackets.length - DEEPEST); index--) {
		const bracket = brackets[index];
		if (bracket?.closing !== closing) continue;
		brackets.length = index;
		return bracket;
	}
	return undefined;
}

const DEEPEST = 8;
