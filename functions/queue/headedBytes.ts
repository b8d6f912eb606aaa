import { Buffer } from "node:buffer";

/** Bytes behind a line of JSON that says what they are. */
export function headedBytes(header: object, bytes: Uint8Array): Uint8Array {
	return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), bytes]);
}

/** Takes them apart again. Throws a SyntaxError where the first line is no JSON. */
export function splitHeader(message: Uint8Array): { header: unknown; bytes: Uint8Array } {
	const end = message.indexOf(NEWLINE);
	if (end < 0) throw new SyntaxError("The message has no header.");
	const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(message.subarray(0, end)));
	return { header, bytes: message.subarray(end + 1) };
}

const NEWLINE = 10;
