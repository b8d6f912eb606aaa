/** A time as people read it, in UTC to the minute. */
export function absoluteTime(iso: string): string {
	return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}

/** How long before `now` a time was: "3 hours ago". */
export function relativeTime(iso: string, now: string): string {
	const seconds = (Date.parse(now) - Date.parse(iso)) / 1000;
	const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? (["second", 1] as const);
	return FORMAT.format(-Math.round(seconds / size), unit);
}

const UNITS = [
	["day", 86_400],
	["hour", 3600],
	["minute", 60],
] as const;

const FORMAT = new Intl.RelativeTimeFormat("en", { numeric: "always" });
