/** Bytes that are no snappy block; the message says where. */
export class SnappyError extends Error {
	override readonly name = "SnappyError";
}

/**
 * Bytes that a snappy block says it holds: to be checked against a limit before it is uncompressed.
 * https://github.com/google/snappy/blob/main/format_description.txt
 */
export function uncompressedLength(block: Uint8Array): number {
	return readHeader(block).length;
}

/**
 * Uncompresses a snappy block. Allocates what its header says and nothing more; each of its elements moves both ends
 * forward, so the work is bounded by the two lengths.
 */
export function uncompress(block: Uint8Array): Uint8Array {
	const { length, start } = readHeader(block);
	const output = new Uint8Array(length);
	let from = start;
	let to = 0;
	while (from < block.length) {
		const tag = byteAt(block, from);
		const size = EXTRA_BYTES[tag] ?? 0;
		const extra = littleEndian(block, from + 1, size);
		from += 1 + size;
		if ((tag & 3) === LITERAL) {
			const count = (size === 0 ? tag >>> 2 : extra) + 1;
			if (count > block.length - from) throw new SnappyError(`a literal at byte ${from} runs past the end`);
			if (count > length - to) throw tooLong(length);
			output.set(block.subarray(from, from + count), to);
			from += count;
			to += count;
		} else {
			const near = (tag & 3) === NEAR_COPY;
			const count = near ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
			const distance = near ? ((tag >>> 5) << 8) | extra : extra;
			if (distance === 0 || distance > to) throw new SnappyError(`a copy before byte ${from} refers to nothing`);
			if (count > length - to) throw tooLong(length);
			copyWithin(output, to, distance, count);
			to += count;
		}
	}
	if (to !== length) throw new SnappyError(`the block holds ${to} bytes, its header says ${length}`);
	return output;
}

/** Kinds of elements, in a tag's two lowest bits; the other two are copies from further away. */
const LITERAL = 0;
const NEAR_COPY = 1;

/** How many bytes of length (literals) or distance (copies) follow each tag. */
const EXTRA_BYTES = Uint8Array.from({ length: 256 }, (_, tag) => {
	const kind = tag & 3;
	if (kind === LITERAL) return Math.max(0, (tag >>> 2) - 59);
	return kind === NEAR_COPY ? 1 : (kind - 1) * 2;
});

/** The length in front of a block: a varint of at most 32 bits. */
function readHeader(block: Uint8Array): { length: number; start: number } {
	let length = 0;
	for (let start = 0; start < 5; start += 1) {
		const byte = byteAt(block, start);
		length += (byte & 0x7f) * 2 ** (7 * start);
		if (byte < 0x80 && length <= 0xffff_ffff) return { length, start: start + 1 };
	}
	throw new SnappyError("the header's length is longer than 32 bits");
}

function byteAt(block: Uint8Array, index: number): number {
	const byte = block[index];
	if (byte === undefined) throw new SnappyError("the block is cut off");
	return byte;
}

function littleEndian(block: Uint8Array, start: number, size: number): number {
	let number = 0;
	for (let index = size - 1; index >= 0; index -= 1) number = number * 256 + byteAt(block, start + index);
	return number;
}

/** A copy may overlap with what it writes: it then repeats itself. */
function copyWithin(output: Uint8Array, to: number, distance: number, count: number): void {
	if (distance >= count) output.copyWithin(to, to - distance, to - distance + count);
	else for (let index = to; index < to + count; index += 1) output[index] = output[index - distance] ?? 0;
}

function tooLong(length: number): SnappyError {
	return new SnappyError(`the block holds more than the ${length} bytes that its header says`);
}
