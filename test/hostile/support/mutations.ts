import type { Random } from "../../faults/support/random.ts";
import { hostileJson } from "./hostileValues.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

/** Something that is done to a sound body. */
export interface Mutation {
	name: string;
	apply: (body: Bytes, random: Random) => Bytes;
}

export const mutations: Mutation[] = [
	{ name: "nothing", apply: (body) => body },
	{
		name: "bytes flipped",
		apply: (body, random) => {
			const changed = body.slice();
			for (let count = random.between(1, 8); count > 0; count -= 1) {
				const at = random.between(0, changed.length - 1);
				changed[at] = (changed[at] ?? 0) ^ (1 << random.between(0, 7));
			}
			return changed;
		},
	},
	{
		name: "bytes replaced",
		apply: (body, random) => {
			const changed = body.slice();
			for (let count = random.between(1, 8); count > 0; count -= 1) {
				changed[random.between(0, changed.length - 1)] = random.pick([0, 0x7f, 0x80, 0xff, random.between(0, 255)]);
			}
			return changed;
		},
	},
	{ name: "cut short", apply: (body, random) => body.slice(0, random.between(0, body.length)) },
	{ name: "begun late", apply: (body, random) => body.slice(random.between(0, body.length)) },
	{ name: "sent twice in one", apply: (body) => join(body, body) },
	{
		name: "a piece taken out",
		apply: (body, random) => {
			const [from, to] = piece(body, random);
			return join(body.slice(0, from), body.slice(to));
		},
	},
	{
		name: "a piece repeated",
		apply: (body, random) => {
			const [from, to] = piece(body, random);
			const times = random.pick([1, 2, 200]);
			return join(body.slice(0, to), ...Array.from({ length: times }, () => body.slice(from, to)), body.slice(to));
		},
	},
	{ name: "an enormous varint", apply: (body, random) => insert(body, random.pick(VARINTS), random) },
	{ name: "NUL bytes", apply: (body, random) => insert(body, new Uint8Array(random.pick([1, 8, 5_000])), random) },
	{
		name: "noise",
		apply: (_body, random) => Uint8Array.from({ length: random.between(0, 300) }, () => random.between(0, 255)),
	},
	{
		name: "groups nested without end",
		apply: (_body, random) => new Uint8Array(random.between(1, 60_000)).fill(random.pick([0x0a, 0x0b, 0x12, 0x2a])),
	},
	{
		name: "no UTF-8",
		apply: (body, random) => insert(body, Uint8Array.of(0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xff), random),
	},
	...[1, 2, 3].map((): Mutation => ({ name: "a hostile value in JSON", apply: replaceValue })),
	{ name: "a hostile value alone", apply: (_body, random) => encode(hostileJson(random)) },
	{
		name: "a key twice",
		apply: (body, random) => {
			const text = decode(body);
			const [key] = random.pick([...text.matchAll(/"[^"\\]{1,40}":/g), ['"key":']]);
			return encode(text.replace(key ?? "", `${key}${hostileJson(random)},${key}`));
		},
	},
];

/** The largest of ten bytes, one of eleven, and lengths that go beyond any body. */
const VARINTS = [
	Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
	new Uint8Array(11).fill(0xff),
	Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f),
	Uint8Array.of(0x0a, 0x80, 0x80, 0x80, 0x80, 0x08),
];

/** Puts a hostile value in the place of some value of a JSON body; whatever else the body is, somewhere into it. */
function replaceValue(body: Bytes, random: Random): Bytes {
	const text = decode(body);
	const values = [...text.matchAll(/(?<=[:,[]\s*)(?:"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|\{|\[)/g)];
	const value = values.length > 0 ? random.pick(values) : undefined;
	if (!value) return insert(body, encode(hostileJson(random)), random);
	const end = value.index + value[0].length;
	// Of an object or a list the beginning, so that the rest stands outside of it.
	return encode(text.slice(0, value.index) + hostileJson(random) + text.slice(end));
}

function insert(body: Bytes, bytes: Bytes, random: Random): Bytes {
	const at = random.between(0, body.length);
	return join(body.slice(0, at), bytes, body.slice(at));
}

function piece(body: Bytes, random: Random): [from: number, to: number] {
	const from = random.between(0, body.length);
	return [from, Math.min(body.length, from + random.between(1, 64))];
}

function join(...parts: Bytes[]): Bytes {
	return new Uint8Array(Buffer.concat(parts));
}

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (body: Bytes) => Buffer.from(body).toString("latin1");
