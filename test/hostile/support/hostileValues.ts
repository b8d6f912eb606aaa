import type { Random } from "../../faults/support/random.ts";

/** JSON texts that programs stumble over, each where any other value may stand. */
const texts: ((random: Random) => string)[] = [
	() => "null",
	() => "true",
	() => "0",
	() => "-1",
	() => '""',
	() => "[]",
	() => "{}",
	() => "1e999",
	() => "-0.0",
	() => "9223372036854775807",
	() => "9223372036854775808",
	() => "-9223372036854775809",
	() => "18446744073709551616",
	() => '"-9223372036854775808"',
	() => '"18446744073709551615"',
	() => "5e-324",
	() => "1".repeat(5_000),
	() => `"${"9".repeat(5_000)}"`,
	() => '"NaN"',
	() => '"-Infinity"',
	() => "NaN",
	() => "Infinity",
	() => '"\\u0000"',
	() => '"a\\u0000b\\ud800"',
	() => '"\\udfff\\ud83d"',
	() => '"\\u202e\\ufeff\\uffff"',
	() => `"${"x".repeat(100_000)}"`,
	() => `"${"😀".repeat(20_000)}"`,
	() => `"${"\\n    at f (a.js:1:2)".repeat(2_000)}"`,
	() => `"${"(".repeat(3_000)}"`,
	() => `"${"{".repeat(3_000)}${"}".repeat(3_000)}"`,
	() => '"1970-01-01T00:00:00Z"',
	() => '"9999-12-31T23:59:59.999999999Z"',
	() => '"-271821-04-20T00:00:00Z"',
	() => '"+275760-09-13T00:00:00Z"',
	() => '"10000-01-01T00:00:00Z"',
	() => '"2026-02-30T25:61:61+99:99"',
	() => '"253402300799999"',
	() => '"\'; DROP TABLE application_logs; --"',
	() => '"%00%ff{{7*7}}<script>../../etc/passwd"',
	() => '"__proto__"',
	() => '{"__proto__":{"constructor":1},"constructor":{"prototype":{}},"toString":null,"length":-1}',
	() => '{"a":1,"a":2,"a":{"a":3}}',
	(random) => "[".repeat(random.between(1, 10_000)).concat("]".repeat(10_000)),
	() => "[".repeat(10_000) + "]".repeat(10_000),
	() => `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
	() => kvlist(60),
	() => kvlist(2_000),
	() => `[${"0,".repeat(5_000)}0]`,
	() => `{${Array.from({ length: 3_000 }, (_, index) => `"k${index}":${index}`).join()}}`,
];

/** One of them, as JSON text; some are none. */
export function hostileJson(random: Random): string {
	return random.pick(texts)(random);
}

/** One of them as the text of an argument, such as a query has. */
export function hostileText(random: Random): string {
	const json = hostileJson(random).slice(0, 4_000);
	try {
		const value: unknown = JSON.parse(json);
		return typeof value === "string" ? value : json;
	} catch {
		return json;
	}
}

/** OTLP's own nesting. */
function kvlist(depth: number): string {
	const open = '{"kvlistValue":{"values":[{"key":"k","value":';
	return `${open.repeat(depth)}{"stringValue":"x"}${"}]}}".repeat(depth)}`;
}
