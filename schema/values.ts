/** How column values come back, by PostgreSQL type id: one table for all drivers. */
export const parsers: Record<number, (text: string) => unknown> = {
	17: byteaToBytes,
	20: (text) => text,
	1016: arrayOf((text) => text),
	1114: (text) => `${text.replace(" ", "T")}Z`,
	1184: timestamptzToIso,
	1185: arrayOf(timestamptzToIso),
	1700: Number,
};

const TIMESTAMPTZ = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(\.\d+)?([+-]\d{2})(:\d{2})?$/;

function timestamptzToIso(text: string): string {
	const match = TIMESTAMPTZ.exec(text);
	if (!match) return text;
	const [, day, time, fraction = "", hours, minutes = ":00"] = match;
	if (hours === "+00" && minutes === ":00") return `${day}T${time}${fraction}Z`;
	const utc = new Date(`${day}T${time}${hours}${minutes}`).toISOString();
	return `${utc.slice(0, 19)}${fraction}Z`;
}

function byteaToBytes(text: string): Uint8Array {
	return Uint8Array.from(text.slice(2).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Arrays of scalars that need no quotes. */
function arrayOf(parse: (text: string) => unknown): (text: string) => unknown[] {
	return (text) =>
		text === "{}"
			? []
			: text
					.slice(1, -1)
					.split(",")
					.map((item) => parse(item.replaceAll('"', "")));
}
