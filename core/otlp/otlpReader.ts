import { Buffer } from "node:buffer";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { repairText } from "../text/repairText.ts";
import { OtlpDecodeError } from "./otlpDecodeError.ts";
import { repeatedText } from "./repeatedText.ts";

/** A protobuf reader whose texts are fit for PostgreSQL and whose ids are hexadecimal. */
export class OtlpReader extends BinaryReader {
	readonly #body: Buffer;

	constructor(body: Uint8Array) {
		super(body);
		this.#body = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
	}

	/** A field's tag: its number shifted left by three, and its wire type. */
	nextTag(): number {
		const first = this.#body[this.pos] ?? 0x80;
		if (first >= 0x80 || first < 8 || (first & 7) > 5) {
			const [number, wireType] = this.tag();
			return (number << 3) | wireType;
		}
		this.pos += 1;
		return first;
	}

	/** Reads the length of a nested field and returns its end, which is not past `limit`. */
	nextEnd(limit: number): number {
		const length = this.uint32();
		const end = this.pos + length;
		if (end > limit) throw new OtlpDecodeError(`a field of ${length} bytes runs past the end of its message`);
		return end;
	}

	/** Invalid UTF-8 and what PostgreSQL refuses are replaced by U+FFFD. */
	override string(): string {
		const end = this.nextEnd(this.len);
		const text = this.#body.toString("utf8", this.pos, end);
		this.pos = end;
		return repairText(text);
	}

	/** The same of a text that other records are likely to have too. */
	name(): string {
		const end = this.nextEnd(this.len);
		const text = repeatedText(this.#body, this.pos, end);
		this.pos = end;
		return repairText(text);
	}

	hex(): string {
		return this.#encoded("hex");
	}

	base64(): string {
		return this.#encoded("base64");
	}

	#encoded(encoding: "hex" | "base64"): string {
		const end = this.nextEnd(this.len);
		const text = this.#body.toString(encoding, this.pos, end);
		this.pos = end;
		return text;
	}
}
