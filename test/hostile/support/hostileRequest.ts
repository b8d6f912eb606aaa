import { sign } from "@octokit/webhooks-methods";
import { compress } from "snappyjs";
import { type Random, randomOf } from "../../faults/support/random.ts";
import { type Bytes, mutations } from "./mutations.ts";
import type { Ask } from "./questions.ts";
import { soundRequests } from "./soundRequests.ts";
import { bomb, wrappings } from "./wrappings.ts";

export interface HostileRequest {
	/** What was done, for whoever reads a failure. */
	what: string;
	method: string;
	path: string;
	headers: Record<string, string>;
	body?: Bytes;
	/** What every record of it bears, if it bears any. */
	mark: string;
}

export interface HostileOptions {
	seed: number;
	webhookSecret: string;
	questions: Ask[];
}

/** The request of a number, the same one for the same seed. */
export async function hostileRequest(
	number: number,
	{ seed, webhookSecret, questions }: HostileOptions,
): Promise<HostileRequest> {
	const random = randomOf(seed * 1_000_003 + number);
	const mark = markOf(number, random);
	if (random.between(0, 2) === 0) {
		return { what: "question", mark, ...random.pick(questions)(random) };
	}
	const sound = random.pick(soundRequests)(mark, random);
	const { name, apply } = random.pick(mutations);
	const headers = { ...sound.headers };
	const mutated = apply(sound.body, random);
	const packed = sound.packed ? snappy(mutated, apply, random) : wrapped(mutated, headers, random);
	if (sound.signed) {
		headers["x-hub-signature-256"] = await sign(webhookSecret, new TextDecoder().decode(mutated) || " ");
	}
	return { what: name, method: sound.method, path: sound.path, headers, body: packed, mark };
}

/** Two flipped bits do not make another one's mark of one. */
function markOf(number: number, random: Random): string {
	return `h${number}-${random.between(0, 0xffff_ffff).toString(16).padStart(8, "0")}`;
}

function wrapped(body: Bytes, headers: Record<string, string>, random: Random): Bytes {
	const wrap = random.between(0, 499) === 0 ? bomb : random.pick(wrappings);
	return wrap(body, headers, random);
}

/** What is within the block is hostile, or the block is. */
function snappy(body: Bytes, apply: (body: Bytes, random: Random) => Bytes, random: Random): Bytes {
	const block = compress(body);
	return random.between(0, 3) === 0 && block.length > 0 ? apply(block, random) : block;
}
