import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { mask } from "./mask.ts";
import { templateLimits } from "./templateLimits.ts";

describe("mask", () => {
	test.each([
		["numbers", "expected 107 to be 119", "expected <num> to be <num>"],
		["signed numbers", "moved by -5.2 and +3", "moved by <num> and <num>"],
		["shares", "disk 93% full", "disk <num>% full"],
		[
			"ids at a sentence's end",
			"Payment declined by issuer for order 99871",
			"Payment declined by issuer for order <num>",
		],
		["uuids", "job 9b2e7c1a-1f0b-4c5e-8d3a-0a1b2c3d4e5f done", "job <uuid> done"],
		["hex and hashes", "at 0x1F00 commit 3f2a1bc", "at <hex> commit <hex>"],
		["addresses", "from 10.0.0.1:8080 by fe80::1 and /10.0.0.2:50010", "from <ip> by <ip> and <ip>"],
		["hosts", "no route to db-1.prod.example.com:5432", "no route to <host>"],
		["network cards", "lease for aa:bb:cc:dd:ee:0f", "lease for <mac>"],
		["paths", "cannot open /var/lib/x-1/data: denied", "cannot open <path>: denied"],
		["paths of Windows", "loaded C:\\Tools\\7\\run.exe", "loaded <path>"],
		["no classes of PHP", "Uncaught App\\Cart\\NoCartException: none", "Uncaught App\\Cart\\NoCartException: none"],
		["files", "parsed settings.yaml, then src/pay.ts:10:3", "parsed <path>, then <path>"],
		["URLs", "GET https://example.com/a?b=c&d=1 failed", "GET <url> failed"],
		["emails", "mail to ann@example.com bounced", "mail to <email> bounced"],
		["durations", "took 5 ms, then 1.5s and 1h2m3s", "took <duration>, then <duration> and <duration>"],
		["sizes", "wrote 512 bytes, read 1.5GB", "wrote <size>, read <size>"],
		["a size said twice", "sent 5120 bytes (5.0 KB) to peer", "sent <size> to peer"],
		["versions", "upgraded from v1.2.3 to 1.3.0-rc.1", "upgraded from <ver> to <ver>"],
		["quoted values", `relation "orders" and 'a b' lack \`c\``, "relation <str> and <str> lack <str>"],
		["values of keys", "retry=3 user=ann ruser= rhost=h", "retry=<val> user=<val> ruser=<val> rhost=<val>"],
		["values with brackets", "tags=[a, b] at=f(x,y) done", "tags=<val> at=<val> done"],
		["lists", "nodes 1, 2, 3 and [10.0.0.1 10.0.0.2]", "nodes <num> and [<ip>]"],
		["lists of mixed ids", "ids 12, 3f2a1bc, 99", "ids <hex>"],
		["truth", "enabled: true", "enabled: <bool>"],
		["numbered names", "eth0 of worker-12 and pool-1-thread-2", "eth<num> of worker-<num> and pool-<num>-thread-<num>"],
		["ids of letters and digits", "session x7k2p9 of R02-M1-N0", "session <id> of <id>"],
		["no words within apostrophes", "the users' carts don't match", "the users' carts don't match"],
	])("masks %s", (_, line, template) => {
		expect(mask(line)).toBe(template);
	});

	test.each([
		"2026-03-10 12:30:00",
		"2026-03-10T12:30:00.123Z",
		"2026-03-10T12:30:00,123+01:00",
		"2026/03/10 12:30:00.5",
		"10/Mar/2026:12:30:00 +0000",
		"10-Mar-2026 12:30:00",
		"10 Mar 2026 12:30:00 GMT",
		"Mar 10 12:30:00",
		"Mar  1 12:30:00",
		"Tue Mar 10 12:30:00 2026",
		"Tue, 10 Mar 2026 12:30:00 +0000",
		"03-10 12:30:00.123",
		"03/10/26 12:30:00",
		"3/10/2026 1:30:00 PM",
		"20260310-12:30:00:123",
		"20260310T123000Z",
		"2026-03-10-12.30.00.123456",
		"12:30:00.123456",
		"10.03.2026 12:30:00",
		"2026年3月10日 12:30:00",
	])("masks the time %s as one", (time) => {
		expect(mask(`${time} ERROR no route`)).toBe("<time> ERROR no route");
		expect(mask(`begun at ${time}, not ended`)).toBe("begun at <time>, not ended");
	});

	test.each([
		["SQLSTATE 42P01 relation missing"],
		["SQLSTATE 23505 duplicate key"],
		["error TS2322: no overload"],
		["error[E0308]: mismatched types"],
		["ERROR: ORA-00942: no such table"],
		["Base64Decoder of utf-8 over IPv4 in x86_64"],
		["and/or of TCP/IP, N/A"],
		["NullPointerException in CartMapper.toDto"],
		["java.lang.IllegalStateException: no session"],
		["org.acme.shop.Cart is empty..."],
	])("keeps the words of %s", (line) => {
		expect(mask(line)).toBe(line);
	});

	test.each([
		[
			"log4j",
			"2026-03-10 12:30:00,123 INFO [IPC handler 3 on 8020] org.acme.Cart: Mapped 5",
			"<time> INFO [<val>] org.acme.Cart: Mapped <num>",
		],
		["syslog", "Mar 10 12:30:00 gateway sshd[12]: Accepted key", "<time> <host> sshd[<num>]: Accepted key"],
		[
			"klog",
			`I0310 12:30:00.000001 1 sync.go:14] "Sync failed" err="not found" pod="a/b"`,
			"<id> <time> <num> <path>] Sync failed err=not found pod=<val>",
		],
		[
			"access log",
			`10.0.0.1 - - [10/Mar/2026:12:30:00 +0000] "GET / HTTP/1.1" 200 5 "-" "x (y)"`,
			"<ip> - - [<time>] <str> <num> <str>",
		],
		[
			"logfmt",
			`level=warn msg="cart 5 of \\"ann\\" lost" n=5 e="x y"`,
			"level=warn msg=cart <num> of <str> lost n=<val> e=<val>",
		],
		[
			"JSON",
			`{"level":"warn","msg":"cart 5 lost","ids":[1,2],"user":{"name":"ann","age":5},"x9":null}`,
			`{"level":warn,"msg":cart <num> lost,"ids":<val>,"user":{"name":<val>,"age":<val>},"<str>":<val>}`,
		],
		["Python's dictionaries", "got {'name': 'ann', 'age': 5}", `got {"name": <val>, "age": <val>}`],
		["colours", "\u001b[32mINFO\u001b[0m ready", "INFO ready"],
		["Chinese", "用户ann登录失败，错误码：1001，耗时35ms", "用户ann登录失败，错误码：<num>，耗时<duration>"],
		["wide digits", "合計１２３個", "合計<num>個"],
		[
			"German",
			"Bestellung 4711 für „Müller“ konnte nicht gebucht werden",
			"Bestellung <num> für <str> konnte nicht gebucht werden",
		],
	])("reads %s", (_, line, template) => {
		expect(mask(line)).toBe(template);
	});

	it("gives one template to the answers of one statement: a status is a value, not a word", () => {
		expect(mask("upstream answered HTTP 404")).toBe(mask("upstream answered HTTP 500"));
	});

	it("leaves a template as it is, bounded and well formed, whatever it is given", () => {
		fc.assert(
			fc.property(lines, (line) => {
				const template = mask(line);
				expect(mask(template)).toBe(template);
				expect(template.length).toBeLessThanOrEqual(templateLimits.template);
				expect(template.isWellFormed()).toBe(true);
				expect(template).not.toMatch(/^\s|\s$|\s\s|[\n\t\0]/);
			}),
			{ numRuns: 3_000 },
		);
	});

	it("takes time in proportion to the line, whatever it repeats", () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...ATOMS), { minLength: 1, maxLength: 4 }), (unit) => {
				const text = unit.join("");
				const line = text.repeat(Math.ceil(templateLimits.line / text.length));
				// Sixteen times as long: a quadratic pass would take 256 times as long, and the bound forgives noise.
				const short = leastTime(() => mask(line.slice(0, templateLimits.line / 16)));
				const long = leastTime(() => mask(line));
				expect(long).toBeLessThan(16 * 6 * Math.max(short, 0.01));
			}),
			{ numRuns: 150 },
		);
	});

	it("takes no long over any word, whatever it is made of", () => {
		const parts = fc.constantFrom(..."1.1 _1 -a .b 1 a A : / @ \\ . - _ 0x f~ é % ms 5m :1 ::".split(" "));
		fc.assert(
			fc.property(fc.array(parts, { minLength: 1, maxLength: 3 }), parts, parts, (unit, first, last) => {
				const word =
					first +
					unit
						.join("")
						.repeat(80)
						.slice(0, templateLimits.word - 8) +
					last;
				const line = `${word} `.repeat(templateLimits.line / templateLimits.word);
				expect(leastTime(() => mask(line))).toBeLessThan(100);
			}),
			{ numRuns: 500, examples: [[["_1"], "1.1", ":x"]] },
		);
	});

	it("reads no more than its limit of a line", () => {
		const start = "a ".repeat(templateLimits.line / 2);
		expect(mask(`${start}b`)).toBe(mask(`${start}c`));
	});
});

/** Milliseconds of the quickest of some calls: what others do on the machine only ever adds. */
function leastTime(work: () => unknown): number {
	let least = Number.POSITIVE_INFINITY;
	for (let round = 0; round < 5; round++) {
		const start = performance.now();
		work();
		least = Math.min(least, performance.now() - start);
	}
	return least;
}

/** What lines are made of, and what was hard to mask the same way twice. */
const ATOMS = [
	..."\"'`“”()[]{}<>,;:=/\\-_.@%$#|!?*~& \n\t",
	..."a5é用３😀\ud83d\u001b",
	..."user error msg= key= true null ms KB s INFO GET SQLSTATE 42P01 TS2322 x@y.z eth0 0x1F deadbeef a1b2c3d4".split(
		" ",
	),
	..."<num> <val> <str> <path> -5 +5 -- :80 ::1 v1.2.3 10.0.0.1 a/b/c.txt /var/log C:\\x\\y a.b.c 用户".split(" "),
	...'12:00:01 2024-05-01 http://x.y/z?a=b node-12.example.com aa:bb:cc:dd:ee:0f "a": {"k": k=[ (5'.split(" "),
	"May 1 12:00:00",
	"(5 KB)",
	"\u001b[0m",
	'\\"',
	"9b2e7c1a-1f0b-4c5e-8d3a-0a1b2c3d4e5f",
];

const lines = fc.oneof(
	{ weight: 4, arbitrary: fc.array(fc.constantFrom(...ATOMS), { maxLength: 16 }).map((atoms) => atoms.join("")) },
	{ weight: 1, arbitrary: fc.array(fc.constantFrom(...ATOMS), { maxLength: 2_000 }).map((atoms) => atoms.join("")) },
	fc.string({ unit: "grapheme", maxLength: 60 }),
	fc.string({ unit: "binary", maxLength: 60 }),
);
