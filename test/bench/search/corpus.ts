import type { Level } from "../../../core/records/log.ts";
import { contentOf } from "../../../core/templates/logContent.ts";

/** A logging statement of a made-up company: what its lines say, and who writes them. */
export interface Statement {
	contentId: string;
	template: string;
	/** A line of it; `%n` stands for a number. */
	line: string;
	service: string;
	level: Level;
}

/** Distinct statements, the same ones for the same count. */
export function statements(count: number): Statement[] {
	const random = randomNumbers(7);
	const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
	const known = new Map<string, Statement>();
	while (known.size < count) {
		const line = [
			pick(SUBJECTS),
			pick(THINGS),
			pick(VERBS),
			...(random() < 0.7 ? [pick(LINKS), pick(SUBJECTS), pick(THINGS)] : []),
			...(random() < 0.6 ? [`${pick(REASONS)} ${pick(THINGS)}`] : []),
			...(random() < 0.8 ? ["%n"] : ["%n", pick(TAILS), "%n"]),
		].join(" ");
		const { contentId, content } = contentOf("log", line.replaceAll("%n", "4711"));
		if (known.has(contentId)) continue;
		// Services as they are: a few write most.
		const service = `service-${String(Math.floor(SERVICES * random() ** 2)).padStart(2, "0")}`;
		known.set(contentId, { contentId, template: content, line, service, level: pick(LEVELS) });
	}
	return [...known.values()];
}

/** Numbers from 0 to 1 by a seed (mulberry32, public domain). */
export function randomNumbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const SERVICES = 60;
const LEVELS: Level[] = ["debug", "info", "info", "info", "info", "info", "warn", "error"];

const words = (text: string) => text.split(" ");
const SUBJECTS = words(
	"payment order cart customer shipment invoice refund session token account ledger catalog stock price basket coupon loyalty search index cache queue topic partition replica shard backup snapshot certificate tunnel gateway proxy router scheduler worker job pipeline build artifact image container volume disk node cluster tenant region quota webhook email printer scanner courier warehouse pallet barcode passenger ticket seat booking flight hotel vehicle sensor meter battery panel turbine valve",
);
const THINGS = words(
	"request response connection handshake transaction commit rollback lock lease heartbeat checkpoint migration record row document message event batch stream file upload download thumbnail template schema field header cookie signature checksum timestamp deadline retry timeout limit policy rule permission role group member address phone number currency amount balance total discount tax label manifest plan route segment window offset cursor page listing filter query report export import",
);
const VERBS = words(
	"failed succeeded started finished expired stalled restarted rejected accepted dropped delayed duplicated reordered truncated compressed encrypted verified signed parsed validated skipped queued dispatched delivered cancelled paused resumed evicted promoted demoted rebalanced throttled degraded recovered reconnected disconnected rotated renewed revoked merged split archived restored purged synchronized diverged",
);
const LINKS = words("for from by with after before during without beside within");
const REASONS = ["because of", "missing", "unexpected", "invalid", "stale", "unknown", "slow", "too large", "empty"];
const TAILS = ["attempts of", "bytes of", "items out of", "ms over", "retries before"];
