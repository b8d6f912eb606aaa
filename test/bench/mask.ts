// Masking, microseconds of CPU a line, of usual lines and of hostile ones: `node test/bench/mask.ts`.
import Table from "cli-table3";
import { logContent } from "../../core/templates/logContent.ts";
import { mask } from "../../core/templates/mask.ts";
import { templateLimits } from "../../core/templates/templateLimits.ts";

const ROUNDS = 21;
const LINES = 20_000;
const HOSTILE = 100 * 1024;

const usual: Record<string, (index: number) => string> = {
	sentence: (i) =>
		`order ${i} of customer c-${i % 977} was shipped to warehouse ${i % 13} in ${i % 450} ms after a check of its address`,
	"words alone": (i) =>
		`the connection to the upstream was closed by its peer while headers were read, attempt again ${i}`,
	"header, Java": (i) =>
		`2026-03-10 12:30:${10 + (i % 50)},${100 + (i % 900)} INFO [pool-2-thread-${i % 32}] org.acme.shop.CartMapper: Mapped cart ${i} of 10.0.${i % 256}.7:8080`,
	syslog: (i) =>
		`Mar 10 12:30:${10 + (i % 50)} web${i % 9} sshd[${1000 + (i % 30000)}]: Failed password for invalid user admin from 192.0.2.${i % 256} port ${30000 + (i % 9999)} ssh2`,
	"access log": (i) =>
		`192.0.2.${i % 256} - - [10/Mar/2026:12:30:00 +0000] "GET /orders/${i}?page=2 HTTP/1.1" 200 ${i} "-" "Mozilla/5.0 (X11; Linux x86_64)"`,
	logfmt: (i) =>
		`ts=2026-03-10T12:30:00.123Z level=info msg="request done" method=GET path=/orders/${i} status=200 duration=${i % 90}ms`,
	JSON: (i) =>
		`{"level":"info","time":1710000000${i % 1000},"pid":17,"msg":"order ${i} was shipped","order":{"id":${i},"lines":[1,2,3]},"ok":true}`,
	Chinese: (i) =>
		`用户 ${i} 登录失败，错误码：${i % 99}，来源地址 192.0.2.${i % 256}，耗时 ${i % 450} 毫秒，请检查账户状态后再试一次`,
};

const hostile: Record<string, string> = Object.fromEntries(
	[
		'"',
		"'",
		" ",
		"7",
		"{",
		"[",
		"{[",
		":",
		"a=",
		"/",
		"@",
		".",
		"=",
		"<num>",
		"a'",
		'"a":{',
		"k=[",
		"k=(a ",
		"7 ms ",
		"12:",
		"a1-",
		"\\",
		"1.1.",
	].map((unit) => [unit, unit.repeat(HOSTILE / unit.length)]),
);

const table = new Table({
	head: ["line", "characters", "mask µs", "logContent µs, all new", "of 500 lines again and again"],
});
for (const [name, line] of Object.entries(usual)) {
	const lines = Array.from({ length: LINES }, (_, index) => line(index));
	// As they come in: equal, but never the same string.
	const few = Array.from({ length: LINES }, (_, index) => Buffer.from(line(index % 500)).toString());
	const content = (message: string) => logContent({ message, errorType: null, errorMessage: null, errorStack: null });
	table.push([
		name,
		lines[0]?.length,
		...[perLine(lines, mask), perLine(lines, content), perLine(few, content)].map((time) => time.toFixed(2)),
	]);
}
console.log(table.toString());

const bounds = new Table({
	head: ["100 KB of", "mask µs", `of which ${templateLimits.line} are read: ns a character`],
});
for (const [unit, text] of Object.entries(hostile)) {
	const time = Number(
		perLine(
			Array.from({ length: 5 }, () => text),
			mask,
		),
	);
	bounds.push([JSON.stringify(unit), time.toFixed(0), ((time * 1000) / templateLimits.line).toFixed(1)]);
}
console.log(bounds.toString());

/** Microseconds of CPU a line: the median of some rounds, after the first third, which warms up. */
function perLine(lines: string[], work: (line: string) => unknown): number {
	const times: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		const before = process.cpuUsage();
		for (const line of lines) work(line);
		const { user, system } = process.cpuUsage(before);
		if (round >= ROUNDS / 3) times.push(user + system);
	}
	times.sort((a, b) => a - b);
	return (times[times.length >> 1] ?? 0) / lines.length;
}
