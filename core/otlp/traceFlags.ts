/**
 * W3C trace flags of a span or a log record, where they say more than that it was sampled, as most are; else undefined.
 * OTLP holds them in the low 8 bits; those above say whether the parent was remote, which its span tells, too.
 */
export function traceFlags(flags: number): number | undefined {
	const w3c = flags & 0xff;
	return flags === 0 || w3c === SAMPLED ? undefined : w3c;
}

const SAMPLED = 1;
