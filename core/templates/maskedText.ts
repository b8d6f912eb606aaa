import { LEVELS, UNITS } from "./vocabulary.ts";

/** A place in a masked text to come back to. */
export interface Mark {
	parts: number;
	words: number;
	lastWord: string;
}

/**
 * The template that `mask` writes: words, punctuation and placeholders in turn. What is decided by what came before
 * (units, lists, error codes) is decided on what was written, not on what was read, so that masking a template again
 * leaves it as it is.
 */
export class MaskedText {
	readonly #parts: string[] = [];
	/** Where among the parts the placeholders are. */
	readonly #placeholders: number[] = [];
	/** UTF-16 code units written. */
	length = 0;
	/** Words written, levels apart. */
	words = 0;
	/** The last word since the last placeholder; "" where there is none. */
	lastWord = "";

	/** The last part; "" at the start. */
	get last(): string {
		return this.#part(this.#parts.length - 1);
	}

	/** Whether the last part is a placeholder. */
	get endsInPlaceholder(): boolean {
		return this.#parts.length > 0 && this.#placeholderAt === this.#parts.length - 1;
	}

	/** The last part that is no space. */
	get lastVisible(): string {
		return this.last === " " ? this.#part(this.#parts.length - 2) : this.last;
	}

	/** Punctuation. */
	literal(text: string): void {
		this.#parts.push(text);
		this.length += text.length;
	}

	/** Any amount of white space. */
	space(): void {
		const { last } = this;
		if (last !== "" && last !== " ") this.literal(" ");
	}

	/** A word of the statement. After a number it may be the number's unit: returns whether it is. */
	word(text: string): boolean {
		if (this.#isQuantity() && this.#unit(text)) return true;
		this.literal(text);
		this.lastWord = text;
		if (this.words > 0 || !LEVELS.has(text.toLowerCase())) this.words++;
		return false;
	}

	/** A placeholder, which becomes one with a like one before it where they are a list. */
	placeholder(name: string): void {
		this.lastWord = "";
		const at = this.#placeholderAt;
		const before = this.#part(at);
		const one = at < 0 ? null : asOne(before, name);
		const joined = one?.between.has(this.#sincePlaceholder()) ? one.placeholder : null;
		if (joined !== null) this.#cut(at);
		if (joined !== null && joined !== before) {
			// It is another than what stood there, and may be like what is before that.
			this.placeholder(joined);
		} else {
			this.#placeholders.push(this.#parts.length);
			this.literal(joined ?? name);
		}
	}

	/** A closing bracket whose opening one ends at the mark. "5120 bytes (5 KB)" says one thing twice. */
	close(text: string, opened: Mark): void {
		const { parts } = opened;
		const inside = this.#part(parts);
		const outside = this.#part(parts - 3);
		if (
			text === ")" &&
			this.#parts.length === parts + 1 &&
			SAID_TWICE.has(inside) &&
			this.#part(parts - 2) === " " &&
			(outside === inside || outside === "<num>")
		) {
			this.#cut(parts - 3);
			this.placeholder(inside);
		} else this.literal(text);
	}

	mark(): Mark {
		const { words, lastWord } = this;
		return { parts: this.#parts.length, words, lastWord };
	}

	/** Number of parts since the mark. */
	since(mark: Mark): number {
		return this.#parts.length - mark.parts;
	}

	/** Forgets what was written since the mark. */
	reset(mark: Mark): void {
		this.#cut(mark.parts);
		this.words = mark.words;
		this.lastWord = mark.lastWord;
	}

	/** What was written, whole parts up to `limit` code units. */
	toString(limit: number): string {
		let size = this.#parts.length;
		for (let { length } = this; length > limit; ) length -= this.#part(--size).length;
		const parts = size < this.#parts.length ? this.#parts.slice(0, size) : this.#parts;
		return parts.join("").trimEnd();
	}

	/** Whether a number that stands for itself, and a space, were written last. */
	#isQuantity(): boolean {
		const at = this.#placeholderAt;
		if (at < 0 || at !== this.#parts.length - 2 || this.#parts[at] !== "<num>" || this.last !== " ") return false;
		const before = this.#part(at - 1);
		return before === "" || before === " " || BEFORE_QUANTITY.has(before);
	}

	#unit(text: string): boolean {
		const quantity = UNITS.get(text);
		if (quantity === undefined) return false;
		this.#cut(this.#placeholderAt);
		this.placeholder(quantity);
		return true;
	}

	get #placeholderAt(): number {
		const { length } = this.#placeholders;
		return length === 0 ? -1 : (this.#placeholders[length - 1] ?? -1);
	}

	#part(at: number): string {
		return at < 0 ? "" : (this.#parts[at] ?? "");
	}

	#cut(size: number): void {
		while (this.#parts.length > size) this.length -= this.#parts.pop()?.length ?? 0;
		while (this.#placeholderAt >= size) this.#placeholders.pop();
	}

	/** What was written since the last placeholder, where that is at most three parts. */
	#sincePlaceholder(): string {
		let since = "";
		const { length } = this.#parts;
		for (let at = Math.max(this.#placeholderAt + 1, length - 4); at < length; at++) since += this.#parts[at];
		return since;
	}
}

const BEFORE_QUANTITY = new Set(["(", "[", "=", ":", ",", "~", "<", ">", "+", "≈"]);
const SAID_TWICE = new Set(["<size>", "<duration>"]);

/** What lies between the items of a list, between those of different kinds, and between a time and its fraction. */
const BETWEEN = new Set(["", " ", ",", ", ", " , ", ";", "; ", "、", "，"]);
const BETWEEN_KINDS = new Set([",", ", "]);
const BEFORE_FRACTION = new Set([","]);

/** From narrow to wide: a list of several of them is one of the widest. */
const IDS = ["<num>", "<hex>", "<id>"];

/** One placeholder for two neighbours, and what may lie between them; null where they are always two things. */
function asOne(left: string, right: string): { placeholder: string; between: Set<string> } | null {
	// A value is its key's alone.
	if (left === right) return left === "<val>" ? null : { placeholder: left, between: BETWEEN };
	if (left === "<time>" && right === "<num>") return { placeholder: left, between: BEFORE_FRACTION };
	const [narrow, wide] = [IDS.indexOf(left), IDS.indexOf(right)];
	if (narrow < 0 || wide < 0) return null;
	return { placeholder: narrow > wide ? left : right, between: BETWEEN_KINDS };
}
