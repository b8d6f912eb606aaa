import { Buffer } from "node:buffer";
import { microsecondsSince2000 } from "./microsecondsSince2000.ts";

/** What a cell is before it is written: `bigint` as decimal text, `timestamptz` as ISO 8601 text, `jsonb` as JSON text. */
export type Cell = string | number | null;

/** The types of columns that travel in arrays. */
export type ElementType = keyof typeof ELEMENTS;

/**
 * A column as PostgreSQL's binary form of an array, which its server takes over where it would have to parse text. The
 * form is what `array_recv` reads (src/backend/utils/adt/arrayfuncs.c), each cell what its type's own `_recv` does.
 */
export function binaryArray<Row>(type: ElementType, rows: Row[], cellOf: (row: Row) => Cell): Buffer {
	const { oid, write } = ELEMENTS[type];
	const out = new Output(HEADER_BYTES + rows.length * USUAL_CELL_BYTES);
	out.int32(DIMENSIONS);
	// Whether there are nulls: the server sees for itself.
	out.int32(0);
	out.int32(oid);
	out.int32(rows.length);
	out.int32(FIRST_INDEX);
	let last: Cell | undefined;
	let start = out.length;
	for (const row of rows) {
		const cell = cellOf(row);
		// Much repeats from row to row: service, level, resource.
		if (cell === last) {
			start = out.repeatFrom(start);
			continue;
		}
		start = out.length;
		if (cell === null) out.int32(NULL);
		else write(out, cell);
		last = cell;
	}
	return out.written();
}

const DIMENSIONS = 1;
const FIRST_INDEX = 1;
const HEADER_BYTES = 20;
/** A null's length. */
const NULL = -1;
/** Room that is made at first. */
const USUAL_CELL_BYTES = 32;

/** By PostgreSQL's names: the type's id, and how its cells are written. */
const ELEMENTS = {
	text: { oid: 25, write: (out: Output, cell: string | number) => out.text(String(cell)) },
	jsonb: { oid: 3802, write: (out: Output, cell: string | number) => out.text(String(cell), JSONB_VERSION) },
	bigint: { oid: 20, write: (out: Output, cell: string | number) => out.int64(BigInt(cell)) },
	integer: { oid: 23, write: (out: Output, cell: string | number) => out.sizedInt32(Number(cell)) },
	"double precision": { oid: 701, write: (out: Output, cell: string | number) => out.double(Number(cell)) },
	timestamptz: {
		oid: 1184,
		write: (out: Output, cell: string | number) => out.int64(microsecondsSince2000(String(cell))),
	},
};

/** What `jsonb_recv` wants before the text. */
const JSONB_VERSION = "\x01";

/** Bytes that grow as they are written. Every cell is its length, and then itself. */
class Output {
	length = 0;
	#bytes: Buffer;
	#view: DataView;

	constructor(capacity: number) {
		this.#bytes = Buffer.allocUnsafe(capacity);
		this.#view = viewOf(this.#bytes);
	}

	int32(value: number): void {
		this.#reserve(4);
		this.#view.setInt32(this.length, value);
		this.length += 4;
	}

	sizedInt32(value: number): void {
		this.int32(4);
		this.int32(value);
	}

	int64(value: bigint): void {
		this.int32(8);
		this.#reserve(8);
		this.#view.setBigInt64(this.length, value);
		this.length += 8;
	}

	double(value: number): void {
		this.int32(8);
		this.#reserve(8);
		this.#view.setFloat64(this.length, value);
		this.length += 8;
	}

	text(value: string, prefix = ""): void {
		// UTF-8 has at most three bytes for a UTF-16 code unit.
		this.#reserve(4 + prefix.length + 3 * value.length);
		const start = this.length + 4;
		let end = start;
		if (prefix !== "") end += this.#bytes.write(prefix, end);
		end += this.#bytes.write(value, end);
		this.#view.setInt32(this.length, end - start);
		this.length = end;
	}

	/** Writes once more what was written from `start` on; returns where that begins. */
	repeatFrom(start: number): number {
		const size = this.length - start;
		this.#reserve(size);
		this.#bytes.copyWithin(this.length, start, this.length);
		this.length += size;
		return this.length - size;
	}

	written(): Buffer {
		return this.#bytes.subarray(0, this.length);
	}

	#reserve(size: number): void {
		const wanted = this.length + size;
		if (wanted <= this.#bytes.length) return;
		const larger = Buffer.allocUnsafe(Math.max(wanted, 2 * this.#bytes.length));
		this.#bytes.copy(larger, 0, 0, this.length);
		this.#bytes = larger;
		this.#view = viewOf(larger);
	}
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
	return new DataView(buffer, byteOffset, byteLength);
}
