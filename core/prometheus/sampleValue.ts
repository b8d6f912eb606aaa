/** The value of a double's bits; null for the one NaN that says that the series has ended (a staleness marker). */
export function sampleValue(bits: bigint): number | null {
	if (bits === STALE) return null;
	view.setBigUint64(0, bits);
	return view.getFloat64(0);
}

/** https://prometheus.io/docs/specs/prw/remote_write_spec/#stale-markers */
const STALE = 0x7ff0_0000_0000_0002n;
const view = new DataView(new ArrayBuffer(8));
